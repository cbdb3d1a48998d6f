// Runs a line-by-line job over files: chunks in parallel, output in order.
import ArgumentParser

/// The options of commands that keep lines: one line in, one line out.
struct LineOptions: ParsableArguments {
    @Argument(help: "Files to read; standard input where none is named or the name is '-'.")
    var files: [String] = []

    @Option(help: "Threads; the output does not depend on it.")
    var jobs = Machine.cores

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs: expected 1 or more") }
        if files.isEmpty, Machine.inputIsTerminal {
            throw ValidationError("expected a file, or text on standard input")
        }
    }

    /// Makes what one thread runs: a chunk of lines in, what to write for them out.
    typealias MakeWorker = @Sendable () throws -> ([UInt8]) throws -> [UInt8]

    /// Feeds every chunk of every file to a worker, and writes what the workers return, in order.
    func run(
        _ label: String,
        makeWorker: @escaping MakeWorker
    ) throws {
        for file in files.isEmpty ? ["-"] : files {
            let input = try LineChunks(path: file)
            let progress = Progress(label, total: input.totalBytes, unit: .bytes)
            let stage = ParallelStage<[UInt8], (output: [UInt8], consumed: Int)>(
                jobs: jobs,
                window: 2 * jobs,
                source: { try input.next() },
                makeWorker: {
                    let worker = try makeWorker()
                    return { (try worker($0), $0.count) }
                }
            )
            var done: Int64 = 0
            while let (output, consumed) = try stage.next() {
                try Terminal.write(output)
                done += Int64(consumed)
                progress.update(done)
            }
            progress.close()
        }
    }
}
