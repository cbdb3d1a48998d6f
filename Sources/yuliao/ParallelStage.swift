// Maps a stream of values on dedicated threads and hands the results back in input order.
import Foundation

/// An ordered parallel map with a bounded window: the output does not depend on the thread count.
///
/// Inputs are pulled from `source` one at a time, under a lock, by whichever thread is free; each
/// thread makes its own worker once, so that a worker may own scratch. At most `window` values are
/// between the source and the consumer, which bounds memory whatever the length of the stream.
/// An error takes its place in the order: results before it are delivered first. With one job the
/// consumer's thread does all the work: nothing is handed over and nothing waits.
final class ParallelStage<Input: Sendable, Output: Sendable>: @unchecked Sendable {
    typealias Worker = (Input) throws -> Output

    private let sourceLock = NSLock()
    private let condition = NSCondition()
    private let isParallel: Bool
    private let window: Int
    private let source: () throws -> Input?
    private let makeWorker: @Sendable () throws -> Worker
    // Guarded by `sourceLock`.
    private var nextTicket = 0
    private var sourceEnded = false
    // Guarded by `condition`.
    private var finished: [Int: Result<Output, any Error>] = [:]
    private var nextDelivery = 0
    private var end: Int?
    private var cancelled = false
    // The consumer's alone, with one job.
    private lazy var worker = Result { try makeWorker() }

    init(
        jobs: Int,
        window: Int,
        source: @escaping () throws -> Input?,
        makeWorker: @escaping @Sendable () throws -> Worker
    ) {
        self.window = max(window, jobs)
        self.source = source
        self.makeWorker = makeWorker
        isParallel = jobs > 1
        guard isParallel else { return }
        for _ in 0..<jobs {
            let thread = Thread { [self] in work() }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// The next result in input order; nil after the last one.
    func next() throws -> Output? {
        guard isParallel else { return try workHere() }
        condition.lock()
        defer { condition.unlock() }
        while finished[nextDelivery] == nil {
            if let end, nextDelivery >= end { return nil }
            condition.wait()
        }
        guard let result = finished.removeValue(forKey: nextDelivery) else { return nil }
        nextDelivery += 1
        condition.broadcast()
        if case .failure = result { cancelled = true }
        return try result.get()
    }

    private func workHere() throws -> Output? {
        guard !sourceEnded else { return nil }
        do {
            if let input = try source() { return try worker.get()(input) }
            sourceEnded = true
            return nil
        } catch {
            sourceEnded = true
            throw error
        }
    }

    private func work() {
        let worker = Result { try makeWorker() }
        while let (ticket, input) = take() {
            let result = Result {
                let run = try worker.get()
                return try run(try input.get())
            }
            condition.lock()
            finished[ticket] = result
            condition.broadcast()
            condition.unlock()
        }
    }

    private func take() -> (ticket: Int, input: Result<Input, any Error>)? {
        sourceLock.lock()
        defer { sourceLock.unlock() }
        guard !sourceEnded, waitForRoom() else { return nil }
        let input: Result<Input, any Error>
        do {
            guard let value = try source() else {
                endSource()
                return nil
            }
            input = .success(value)
        } catch {
            input = .failure(error)
        }
        let ticket = nextTicket
        nextTicket += 1
        if case .failure = input { endSource() }
        return (ticket, input)
    }

    /// Waits until the window has room for the next ticket; false when cancelled.
    private func waitForRoom() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while nextTicket >= nextDelivery + window, !cancelled { condition.wait() }
        return !cancelled
    }

    private func endSource() {
        sourceEnded = true
        condition.lock()
        end = nextTicket
        condition.broadcast()
        condition.unlock()
    }
}
