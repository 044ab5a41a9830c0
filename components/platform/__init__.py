"""What others make and the platform runs, one service a module: its chart, its AWS side and its ways."""
