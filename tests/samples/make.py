#!/usr/bin/python3
"""Make the test documents: make.py --out DIR [--only NAME...] | --list | --demo DIR"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from vouchsamples import demo, output  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="DIR", help="all samples, manifest, trust, conf")
    what.add_argument("--demo", type=Path, metavar="DIR", help="the finished samples of the demo")
    what.add_argument("--list", action="store_true", help="names, groups and titles")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these samples alone")
    arguments = parser.parse_args()
    if arguments.list:
        output.print_list()
    elif arguments.demo:
        demo.write(arguments.demo)
    else:
        output.write(arguments.out, arguments.only)


if __name__ == "__main__":
    main()
