// An array that lies in a mapped file until somebody edits it.

/// Elements read in place from a section of a ``CompiledFile``, or from memory of their own.
///
/// The first change copies them out of the file, which is never written to.
struct MappedArray<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, Sendable {
    /// Keeps the file mapped; nil once the elements are in `own`.
    private var file: MappedSections?
    private var section = 0
    private var own: [Element]

    init(_ elements: [Element]) {
        own = elements
    }

    /// The elements of section `section`, none of which needs a greater alignment than 8 bytes.
    init(_ file: MappedSections, section: Int) {
        self.file = file
        self.section = section
        own = []
    }

    var startIndex: Int { 0 }
    var endIndex: Int {
        file.map { $0.sections[section].count / MemoryLayout<Element>.stride } ?? own.count
    }

    subscript(index: Int) -> Element {
        get {
            guard let file else { return own[index] }
            let offset = index * MemoryLayout<Element>.stride
            return file.sections[section].load(fromByteOffset: offset, as: Element.self)
        }
        set {
            detach()
            own[index] = newValue
        }
    }

    mutating func append(contentsOf elements: some Collection<Element>) {
        detach()
        own.append(contentsOf: elements)
    }

    func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result? {
        try withUnsafeBufferPointer(body)
    }

    @inline(__always)
    func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        guard let file else { return try own.withUnsafeBufferPointer(body) }
        return try withExtendedLifetime(file) {
            try body(file.sections[section].assumingMemoryBound(to: Element.self))
        }
    }

    private mutating func detach() {
        guard let file else { return }
        own = file.array(section, of: Element.self)
        self.file = nil
    }
}
