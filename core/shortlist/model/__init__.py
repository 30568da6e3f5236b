"""The domain as plain data: fields, criteria, curves, segments, and what an explained decision consists of."""
