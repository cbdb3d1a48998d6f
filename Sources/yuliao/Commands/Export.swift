// `yuliao export`: a checkpoint in the layout that other programs read.
import ArgumentParser
import Training

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a checkpoint in Hugging Face's layout.",
        discussion: """
            The folder holds config.json, model.safetensors, vocab.txt and tokenizer_config.json. \
            Example:
              yuliao export build/runs/nezha-tiny --to huggingface build/nezha-tiny-hf
            """
    )

    /// Who reads it.
    enum Layout: String, CaseIterable, ExpressibleByArgument {
        case huggingface
    }

    @Argument(help: "A checkpoint: a folder step-NNNNNN, or a run's folder for its newest.")
    var checkpoint: String

    @Option(help: "The layout.")
    var to: Layout

    @Argument(help: "The folder to write; it must not exist.")
    var folder: String

    func run() throws {
        let source = try Checkpoint.open(checkpoint)
        try source.model().exportHuggingFace(
            to: folder,
            vocabulary: try source.file("vocab.txt")
        )
        try Terminal.line(folder)
    }
}
