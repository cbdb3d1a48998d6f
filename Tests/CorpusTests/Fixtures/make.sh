#!/bin/sh
# Makes the compressed fixtures of three.xml: three streams each, the second cut within page 2.
set -eu
cd "$(dirname "$0")"
head -n 20 three.xml > part1
sed -n 21,30p three.xml > part2
tail -n +31 three.xml > part3
for part in part1 part2 part3; do
    gzip -nc $part
done > three.xml.gz
for part in part1 part2 part3; do
    bzip2 -c $part
done > three.xml.bz2
for part in part1 part2 part3; do
    zstd -qc --check $part
done > three.xml.zst
rm part1 part2 part3
line=$(head -c 100000 /dev/zero | tr '\0' a)
yes "$line" | head -n 800 | bzip2 -9 > bomb.bz2
