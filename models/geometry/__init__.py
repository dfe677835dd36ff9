"""Where things are: frames over time, cameras, and points that go from a picture into space and back."""
