/** Preloaded (`node --require`) into a program: lets it believe that a person sits in front of it. */
for (const stream of [process.stdin, process.stdout, process.stderr]) stream.isTTY = true;
