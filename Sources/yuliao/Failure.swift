// Why a command ends, and the exit status that says so.

/// Exit statuses; the numbers follow sysexits where it has one.
enum ExitStatus: Int32 {
    case failed = 1
    case integrity = 12
    case usage = 64
    case badInput = 65
    case bug = 70
    case inputOutput = 74
    case configuration = 78
    case interrupted = 130
    case terminated = 143
}

/// A command's failure: one clear message and an exit status.
struct Failure: Error, CustomStringConvertible {
    var status: ExitStatus
    var description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}
