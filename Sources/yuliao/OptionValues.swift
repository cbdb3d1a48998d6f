// Values of the libraries that options take by name.
public import ArgumentParser
public import Corpus
public import Segmentation
public import Tokenization

extension RecordLayout.Name: ExpressibleByArgument {}
extension Segmenter.Mode: ExpressibleByArgument {}
extension SourceConfiguration.Format: ExpressibleByArgument {}
extension Tokenizer.Profile: ExpressibleByArgument {}
