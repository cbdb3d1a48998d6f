// The exit status of each kind of error that a stage throws.
import Corpus
import Instances
import Segmentation
import Shards
import Tokenization
import Training

extension ExitStatus {
    init(_ code: CorpusError.Code) {
        switch code {
        case .configuration: self = .configuration
        case .inputOutput: self = .inputOutput
        case .missingFile, .compression, .xml, .json, .encoding, .limit: self = .badInput
        }
    }

    init(_ code: SegmentationError.Code) {
        self = code == .unreadable ? .inputOutput : .badInput
    }

    init(_ code: TokenizationError.Code) {
        self = code == .inputOutput ? .inputOutput : .badInput
    }

    init(_ code: InstancesError.Code) {
        switch code {
        case .invalidConfiguration: self = .configuration
        case .emptyReplacementPool: self = .badInput
        }
    }

    init(_ code: ShardError.Code) {
        switch code {
        case .inputOutput: self = .inputOutput
        case .damaged: self = .integrity
        case .notAShard, .badQuery: self = .badInput
        case .configuration: self = .configuration
        case .busy, .timeout: self = .failed
        }
    }

    init(_ code: TrainingError.Code) {
        switch code {
        case .configuration: self = .configuration
        case .checkpoint, .input: self = .badInput
        case .divergence: self = .failed
        case .inputOutput: self = .inputOutput
        }
    }
}
