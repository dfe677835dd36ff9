"""What is shown at which time: the clock, the cache of decoded samples, and frame sets."""
