// A checkpoint: everything a run needs to go on as if it had never stopped.

import CSHA
import Foundation
import Glibc
public import Shards
public import Tokenization

/// A directory `step-NNNNNN` with a model, its optimizer and where the run stood.
///
/// | file | holds |
/// |---|---|
/// | `model.safetensors` | the weights in single precision, named as in Hugging Face's layout |
/// | `optimizer.safetensors` | the optimizer's moments |
/// | `state.json` | `State` |
/// | `vocab.txt` | the vocabulary that the ids belong to |
///
/// It is written under another name, synchronised and renamed: a directory with the right name is
/// whole.
public struct Checkpoint: Sendable {
    /// Where the run stood, and what it must be continued with.
    public struct State: Codable, Sendable, Equatable {
        /// The number of updates done.
        public var step: Int
        /// The model.
        public var architecture: Architecture
        /// The run's configuration.
        public var configuration: TrainingConfiguration
        /// The root of the run's randomness.
        public var seed: UInt64
        /// The SHA-256 of `vocab.txt`, in hexadecimal.
        public var vocabularyDigest: String
        /// The digest of the configuration that built the shards.
        public var shardsDigest: String?
        /// Which batch comes next.
        public var cursor: BatchLoader.Cursor
        /// The threads of one operation, on which the last bits of sums depend.
        public var threads: Int?
        /// The factor that keeps half-precision gradients from vanishing.
        public var lossScale: LossScale
    }

    /// The directory.
    public let path: String
    /// Where the run stood.
    public let state: State

    /// Reads what a checkpoint says of itself; the weights are read when they are needed.
    ///
    /// - Parameter path: The directory.
    /// - Throws: `TrainingError` where it is no checkpoint or is damaged.
    public init(contentsOf path: String) throws {
        self.path = path
        let file = path + "/state.json"
        guard let data = FileManager.default.contents(atPath: file) else {
            throw TrainingError(
                .checkpoint,
                "no state.json (expected a directory step-NNNNNN)",
                location: path
            )
        }
        do {
            state = try JSONDecoder().decode(State.self, from: data)
        } catch {
            throw TrainingError(.checkpoint, "cannot be decoded: \(error)", location: file)
        }
        guard Checkpoint.digest(of: try vocabularyBytes()) == state.vocabularyDigest else {
            throw TrainingError(
                .checkpoint,
                "vocab.txt is not the one that state.json names",
                location: path
            )
        }
    }

    /// The newest checkpoint of a run, or nil where it has none.
    public static func newest(inRun directory: String) throws -> Checkpoint? {
        let all = steps(inRun: directory)
        return try all.last.map { try Checkpoint(contentsOf: directory + "/" + name(ofStep: $0)) }
    }

    /// The vocabulary that the model's ids belong to.
    public func vocabulary() throws -> Vocabulary {
        try Vocabulary(contentsOf: path + "/vocab.txt")
    }

    private func vocabularyBytes() throws -> Data {
        let file = path + "/vocab.txt"
        guard let data = FileManager.default.contents(atPath: file) else {
            throw TrainingError(.checkpoint, "cannot be read", location: file)
        }
        return data
    }
}

/// Writing.
extension Checkpoint {
    /// Writes a checkpoint and removes the oldest ones.
    ///
    /// - Parameters:
    ///   - state: Where the run stands.
    ///   - vocabulary: The vocabulary, as `vocab.txt` lists it.
    ///   - directory: The run's directory.
    ///   - keep: How many checkpoints remain.
    ///   - writeTensors: Writes the two tensor files into the directory it is given.
    /// - Returns: The checkpoint's directory.
    /// - Throws: `TrainingError` where the disk is full or refuses.
    static func write(
        _ state: State,
        vocabulary: Data,
        inRun directory: String,
        keep: Int,
        writeTensors: (String) throws -> Void
    ) throws -> String {
        let path = directory + "/" + name(ofStep: state.step)
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { return path }
        try writing(to: path) {
            let partial = path + ".partial"
            if files.fileExists(atPath: partial) { try files.removeItem(atPath: partial) }
            try files.createDirectory(atPath: partial, withIntermediateDirectories: true)
            try writeTensors(partial)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(state).write(to: URL(fileURLWithPath: partial + "/state.json"))
            try vocabulary.write(to: URL(fileURLWithPath: partial + "/vocab.txt"))
            for file in try files.contentsOfDirectory(atPath: partial) {
                try synchronize(partial + "/" + file)
            }
            try synchronize(partial)
            guard rename(partial, path) == 0 else { throw systemError("cannot rename to", path) }
            try synchronize(directory)
            for step in steps(inRun: directory).dropLast(keep) {
                try files.removeItem(atPath: directory + "/" + name(ofStep: step))
            }
        }
        return path
    }

    /// The SHA-256 of some bytes, in hexadecimal.
    static func digest(of data: Data) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        data.withUnsafeBytes { bytes in
            _ = SHA256(bytes.baseAddress, bytes.count, &digest)
        }
        return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func name(ofStep step: Int) -> String {
        let digits = String(step)
        return "step-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The steps of the whole checkpoints of a run, rising.
    private static func steps(inRun directory: String) -> [Int] {
        guard let names = FileManager.default.subpaths(atPath: directory) else { return [] }
        return names.compactMap { entry in
            guard let step = Int(entry.dropFirst(5)), name(ofStep: step) == entry else {
                return nil
            }
            return step
        }.sorted()
    }

    /// Waits until a file's or directory's content is on the disk.
    private static func synchronize(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw systemError("cannot open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw systemError("cannot synchronise", path) }
    }

    private static func systemError(_ action: String, _ path: String) -> TrainingError {
        TrainingError(
            .inputOutput,
            "\(action): \(String(cString: strerror(errno)))",
            location: path
        )
    }
}
