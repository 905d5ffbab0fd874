// Preloaded into programs that start.ts runs: when it is killed with -9 its message channel closes,
// and what it started must not go on alone.
// Workers that a library forks inherit the preload; their channel is that library's, which ends them itself.
const isWorkerOfALibrary = process.argv[1]?.includes('node_modules') ?? false;

if (!isWorkerOfALibrary) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), 10_000).unref();
  });
  // The channel alone must not keep the program alive.
  process.channel?.unref();
}
