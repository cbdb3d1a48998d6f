// The wishes for a training run, as the `training:` section of a pipeline states them.

public import Torch

/// The `training` section of a pipeline.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
    /// When and on what to evaluate.
    public struct Evaluation: Codable, Sendable, Equatable {
        /// Evaluate each time so many steps are done, and at the end.
        public var every = 100
        /// The share of the documents that is held out for evaluation.
        public var fraction = 0.05
        /// The most batches an evaluation reads.
        public var batches = 20

        /// Creates the defaults.
        public init() {}

        /// Decodes the keys that are there; the others keep their defaults.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            every = try values.decodeIfPresent(Int.self, forKey: .every) ?? every
            fraction = try values.decodeIfPresent(Double.self, forKey: .fraction) ?? fraction
            batches = try values.decodeIfPresent(Int.self, forKey: .batches) ?? batches
        }
    }

    /// When to write checkpoints and how many to keep.
    public struct Checkpoints: Codable, Sendable, Equatable {
        /// Write one each time so many steps are done, and at the end.
        public var every = 1000
        /// How many of the newest to keep.
        public var keep = 3

        /// Creates the defaults.
        public init() {}

        /// Decodes the keys that are there; the others keep their defaults.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            every = try values.decodeIfPresent(Int.self, forKey: .every) ?? every
            keep = try values.decodeIfPresent(Int.self, forKey: .keep) ?? keep
        }
    }

    /// The directory of the run.
    public var output = "build/runs/run"
    /// The number of updates.
    public var steps = 200
    /// The sequences that one update averages over.
    public var batchSize = 64
    /// The sequences computed at once; all of a batch where it is not given.
    public var microBatchSize: Int?
    /// How gradients become updates.
    public var optimizer = Optimizer.Configuration()
    /// How the learning rate changes.
    public var schedule = Schedule.Configuration()
    /// The type of the matrix products.
    public var precision = Precision.fp32
    /// When and on what to evaluate.
    public var evaluation = Evaluation()
    /// When to write checkpoints and how many to keep.
    public var checkpoint = Checkpoints()
    /// The threads of one operation; as many as libtorch chooses where it is not given.
    public var threads: Int?
    /// The root of all randomness of the run; the pipeline's where it is not given.
    public var seed: UInt64?
    /// Where to compute.
    public var device = Tensor.Device.cpu

    /// Creates the defaults.
    public init() {}

    /// Decodes the keys that are there; the others keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        output = try values.decodeIfPresent(String.self, forKey: .output) ?? output
        steps = try values.decodeIfPresent(Int.self, forKey: .steps) ?? steps
        batchSize = try values.decodeIfPresent(Int.self, forKey: .batchSize) ?? batchSize
        microBatchSize = try values.decodeIfPresent(Int.self, forKey: .microBatchSize)
        optimizer =
            try values.decodeIfPresent(Optimizer.Configuration.self, forKey: .optimizer)
            ?? optimizer
        schedule =
            try values.decodeIfPresent(Schedule.Configuration.self, forKey: .schedule) ?? schedule
        precision = try values.decodeIfPresent(Precision.self, forKey: .precision) ?? precision
        evaluation =
            try values.decodeIfPresent(Evaluation.self, forKey: .evaluation) ?? evaluation
        checkpoint =
            try values.decodeIfPresent(Checkpoints.self, forKey: .checkpoint) ?? checkpoint
        threads = try values.decodeIfPresent(Int.self, forKey: .threads)
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
        device = try values.decodeIfPresent(Tensor.Device.self, forKey: .device) ?? device
    }

    /// Throws where a value lies outside its range.
    func validate() throws {
        func require(_ holds: Bool, _ message: String) throws {
            if !holds { throw TrainingError(.configuration, "training: " + message) }
        }
        try require(steps > 0, "steps is \(steps) (expected 1 or more)")
        try require(batchSize > 0, "batchSize is \(batchSize) (expected 1 or more)")
        if let microBatchSize {
            try require(
                (1...batchSize).contains(microBatchSize),
                "microBatchSize is \(microBatchSize) (expected 1 to batchSize \(batchSize))"
            )
        }
        let warmup = schedule.warmupSteps ?? 0
        try require(
            (0...steps).contains(warmup),
            "schedule.warmupSteps is \(warmup) (expected 0 to steps \(steps))"
        )
        try require(
            schedule.power >= 0,
            "schedule.power is \(schedule.power) (expected 0 or more)"
        )
        try require(
            evaluation.every > 0,
            "evaluation.every is \(evaluation.every) (expected 1 or more)"
        )
        try require(
            (0..<1).contains(evaluation.fraction),
            "evaluation.fraction is \(evaluation.fraction) (expected 0 to below 1)"
        )
        try require(
            evaluation.batches > 0,
            "evaluation.batches is \(evaluation.batches) (expected 1 or more)"
        )
        try require(
            checkpoint.every > 0,
            "checkpoint.every is \(checkpoint.every) (expected 1 or more)"
        )
        try require(
            checkpoint.keep > 0,
            "checkpoint.keep is \(checkpoint.keep) (expected 1 or more)"
        )
        try require((threads ?? 1) > 0, "threads is \(threads ?? 1) (expected 1 or more)")
        try require(
            precision != .fp16 || device == .cuda,
            "precision fp16 needs device cuda (try bf16)"
        )
    }
}
