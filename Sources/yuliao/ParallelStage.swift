// Maps a stream of values on several threads and hands the results back in input order.
import Foundation

/// An ordered parallel map with a bounded window: the output does not depend on the thread count.
///
/// The thread that asks for results works too, until the next one is there: with one job there is
/// no other thread. Inputs are pulled from `source` one at a time by whichever thread is free;
/// each thread makes its own worker once, so that a worker may own scratch, and makes it when it
/// starts: what workers share can be loaded while threads wake up. At most `window` values are
/// between the source and the consumer, which bounds memory whatever the length of the stream. An
/// error takes its place in the order: results before it are delivered first.
final class ParallelStage<Input: Sendable, Output: Sendable>: @unchecked Sendable {
    typealias Worker = (Input) throws -> Output

    private let condition = NSCondition()
    private let window: Int
    private let source: () throws -> Input?
    private let makeWorker: @Sendable () throws -> Worker
    /// The consumer's own.
    private lazy var worker = Result { try makeWorker() }
    // Guarded by `condition`.
    private var finished: [Int: Result<Output, any Error>] = [:]
    private var nextTicket = 0
    private var nextDelivery = 0
    private var isPulling = false
    private var sourceEnded = false
    private var cancelled = false

    init(
        jobs: Int,
        window: Int,
        source: @escaping () throws -> Input?,
        makeWorker: @escaping @Sendable () throws -> Worker
    ) {
        self.window = max(window, jobs)
        self.source = source
        self.makeWorker = makeWorker
        for number in 1..<jobs {
            WorkerThread.start(number: number) { [self] in
                let worker = Result { try makeWorker() }
                condition.lock()
                while waitForTurn() { workOnce(worker) }
                condition.unlock()
            }
        }
    }

    /// The next result in input order; nil after the last one.
    func next() throws -> Output? {
        // Made before the lock is taken: the other threads make theirs meanwhile.
        let worker = worker
        condition.lock()
        defer { condition.unlock() }
        if case .failure(let error) = worker {
            cancelled = true
            condition.broadcast()
            throw error
        }
        while true {
            if let result = finished.removeValue(forKey: nextDelivery) {
                nextDelivery += 1
                if case .failure = result { cancelled = true }
                condition.broadcast()
                return try result.get()
            }
            if isTurn {
                workOnce(worker)
            } else if sourceEnded, nextDelivery == nextTicket {
                return nil
            } else {
                condition.wait()
            }
        }
    }

    /// Whether an input may be pulled now.
    private var isTurn: Bool {
        !sourceEnded && !cancelled && !isPulling && nextTicket < nextDelivery + window
    }

    /// Waits until an input may be pulled; false when there will be none.
    private func waitForTurn() -> Bool {
        while !isTurn {
            if sourceEnded || cancelled { return false }
            condition.wait()
        }
        return true
    }

    /// Pulls one input and works on it; `condition` is locked before and after, not meanwhile.
    private func workOnce(_ worker: Result<Worker, any Error>) {
        isPulling = true
        condition.unlock()
        let pulled = Result { try source() }
        condition.lock()
        isPulling = false
        condition.broadcast()
        let input: Result<Input, any Error>
        switch pulled {
        case .success(let value?): input = .success(value)
        case .success(nil):
            sourceEnded = true
            return
        case .failure(let error):
            sourceEnded = true
            input = .failure(error)
        }
        let ticket = nextTicket
        nextTicket += 1
        condition.unlock()
        let result = Result { try worker.get()(input.get()) }
        condition.lock()
        finished[ticket] = result
        condition.broadcast()
    }
}
