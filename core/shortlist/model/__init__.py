"""The domain: fields, criteria, curves, segments, and what an explained decision consists of. Plain data, no files, no frames."""
