// What several threads use and the first of them makes.
import Synchronization

/// A value that is made when a thread first asks for it; others that ask meanwhile wait.
final class Shared<Value: Sendable>: Sendable {
    private let make: @Sendable () throws -> Value
    private let made = Mutex<Result<Value, any Error>?>(nil)

    init(_ make: @escaping @Sendable () throws -> Value) {
        self.make = make
    }

    /// The value, or the error that making it threw, to every thread the same.
    func value() throws -> Value {
        try made.withLock { made in
            let result = made ?? Result { try make() }
            made = result
            return result
        }.get()
    }
}
