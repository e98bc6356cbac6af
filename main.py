"""Start the program."""

from ctg_desktop.bootstrap import main

if __name__ == "__main__":
    raise SystemExit(main())
