// Runs a line-by-line job over files: chunks in parallel, output in order.
import ArgumentParser
import Synchronization

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

    /// Turns a text of whole lines into its output, appended to an array.
    typealias Worker = (UnsafeBufferPointer<UInt8>, inout [UInt8]) throws -> Void

    /// Makes what one thread runs.
    typealias MakeWorker = @Sendable () throws -> Worker

    /// How very long lines are cut, so that no line need be in memory as a whole.
    struct LongLines {
        let partEnd: LineChunks.PartEnd
        /// What stands between the outputs of two parts.
        let joint: [UInt8]
    }

    /// Feeds every chunk of every file to a worker, and writes what the workers append, in order.
    func run(
        _ label: String,
        longLines: LongLines? = nil,
        makeWorker: @escaping MakeWorker
    ) throws {
        Interruption.unwatch()
        var output = PagedOutput()
        // What was made before an error is written, too.
        let result = Result { try run(label, longLines, makeWorker, &output) }
        try output.finish()
        try result.get()
    }

    private func run(
        _ label: String,
        _ longLines: LongLines?,
        _ makeWorker: @escaping MakeWorker,
        _ output: inout PagedOutput
    ) throws {
        for file in files.isEmpty ? ["-"] : files {
            let input = try LineChunks(
                path: file,
                chunkBytes: LineChunk.bytes,
                threads: jobs,
                partEnd: longLines?.partEnd
            )
            let progress = Progress(label, total: input.totalBytes, unit: .bytes)
            // The memory of chunks that have been written: the next ones take it.
            let spare = Mutex<[LineChunk]>([])
            let stage = ParallelStage<LineChunk, LineChunk>(
                jobs: jobs,
                // A thread that is kept off its processor for some milliseconds stops no other;
                // only then are there so many chunks, 0.3 MB each.
                window: 8 * jobs,
                source: {
                    let chunk = spare.withLock { $0.popLast() } ?? LineChunk()
                    chunk.output.removeAll(keepingCapacity: true)
                    let isInLine = input.isInLine
                    guard try input.next(into: &chunk.text) else { return nil }
                    if isInLine, chunk.text.first != 0x0A { chunk.output += longLines?.joint ?? [] }
                    return chunk
                },
                makeWorker: {
                    let worker = try makeWorker()
                    return { chunk in
                        try chunk.text.withUnsafeBufferPointer { try worker($0, &chunk.output) }
                        return chunk
                    }
                }
            )
            var done: Int64 = 0
            while let chunk = try stage.next() {
                try output.write(chunk.output)
                done += Int64(chunk.text.count)
                progress.update(done)
                spare.withLock { $0.append(chunk) }
            }
            progress.close()
        }
    }
}

/// Lines and what a worker makes of them.
///
/// Its one owner at a time is the source, a worker or the writer; `ParallelStage` hands it from
/// thread to thread.
private final class LineChunk: @unchecked Sendable {
    /// How much is read at once: a chunk and what is made of it stay in a core's cache.
    static let bytes = 1 << 17

    var text: [UInt8] = []
    var output: [UInt8] = []

    /// Both have room enough for most chunks: growing copies, and takes new pages each time.
    init() {
        text.reserveCapacity(2 * Self.bytes)
        output.reserveCapacity(2 * Self.bytes)
    }
}
