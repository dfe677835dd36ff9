"""The product's own instrument: what is measured, against which peer and which limit, in one run."""
