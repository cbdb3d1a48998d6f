// Values of the libraries that options take by name.
public import ArgumentParser
public import Corpus
public import Segmentation
public import Tokenization
public import Torch
public import Training

extension DecodedText.Encoding: ExpressibleByArgument {}
extension DictionaryLinter.Format: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension RecordLayout.Name: ExpressibleByArgument {}
extension Segmenter.Mode: ExpressibleByArgument {}
extension Segmenter.Profile: ExpressibleByArgument {}
extension SourceConfiguration.Format: ExpressibleByArgument {}
extension Tensor.Device: ExpressibleByArgument {}
extension Tokenizer.Profile: ExpressibleByArgument {}
extension WordLines.OffsetUnit: ExpressibleByArgument {}
