// `yuliao train`: shards to a pretrained encoder.
import ArgumentParser
import Shards
import Torch
import Training

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Pretrain the model of a pipeline file on its shards.",
        discussion: """
            Interrupted, a run writes a checkpoint; --resume goes on from the newest one, to the \
            same bits in fp32. Metrics go to metrics.sqlite and to TensorBoard event files in the \
            run's folder. Examples:
              yuliao train
              yuliao train -c pipeline.yaml --resume
              yuliao train --device cuda --precision bf16
            """
    )

    @OptionGroup var pipeline: PipelineOptions

    @Flag(help: "Go on from the newest checkpoint in the run's folder.")
    var resume = false

    @Option(help: "Where to compute, instead of the pipeline file's.")
    var device: Tensor.Device?

    @Option(help: "The type of the matrix products, instead of the pipeline file's.")
    var precision: Precision?

    func run() throws {
        var pipeline = try pipeline.load()
        if let device { pipeline.training.device = device }
        if let precision { pipeline.training.precision = precision }
        try TrainingRun(pipeline).run(resume: resume)
    }
}
