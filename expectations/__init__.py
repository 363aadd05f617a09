"""What must hold before anybody sees a release: Great Expectations suites, as plain functions."""
