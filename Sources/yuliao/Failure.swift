// Why a command ends, and the exit status that says so.
import ArgumentParser
import Corpus
import Foundation
import Instances
import Segmentation
import Shards
import Tokenization
import Torch
import Training

/// A command's failure: one clear message and an exit status.
struct Failure: Error, CustomStringConvertible {
    var status: ExitStatus
    var description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}

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

    /// The status that an error ends the tool with; nil for those the argument parser explains.
    init?(of error: any Error) {
        switch error {
        case let failure as Failure: self = failure.status
        case let error as CorpusError: self = .init(error.code)
        case let error as SegmentationError: self = .init(error.code)
        case let error as TokenizationError: self = .init(error.code)
        case let error as InstancesError: self = .init(error.code)
        case let error as ShardError: self = .init(error.code)
        case let error as TrainingError: self = .init(error.code)
        case is TorchError: self = .failed
        case is CocoaError, is POSIXError: self = .inputOutput
        default:
            guard Yuliao.exitCode(for: error) == .failure else { return nil }
            self = .bug
        }
    }
}
