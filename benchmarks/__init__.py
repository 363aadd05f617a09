"""What the observatory costs, beside peers on equal terms: `python -m benchmarks` writes docs/performance.md."""
