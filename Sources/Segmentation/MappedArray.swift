// An array that lies in a mapped file until somebody edits it.

/// Elements in a section of a ``CompiledFile`` or in memory of their own, at one place for readers.
///
/// Copies share them; the first change to a copy moves its elements to memory of its own.
struct MappedArray<Element: BitwiseCopyable & Sendable>: RandomAccessCollection,
    @unchecked Sendable
{
    private final class Memory {
        let elements: UnsafeMutableBufferPointer<Element>

        init(capacity: Int) {
            elements = .allocate(capacity: capacity)
        }

        deinit {
            elements.deallocate()
        }
    }

    /// The elements, there as long as this array or a copy of it.
    private(set) var elements: UnsafeBufferPointer<Element>
    /// Keeps the file mapped; nil once the elements are in `memory`.
    private var file: MappedSections?
    private var memory: Memory?

    init(_ elements: [Element]) {
        let memory = Memory(capacity: elements.count)
        _ = memory.elements.initialize(from: elements)
        self.memory = memory
        self.elements = UnsafeBufferPointer(memory.elements)
    }

    /// The elements of section `section`, none of which needs a greater alignment than 8 bytes.
    init(_ file: MappedSections, section: Int) {
        self.file = file
        elements = file.sections[section].assumingMemoryBound(to: Element.self)
    }

    var startIndex: Int { 0 }
    var endIndex: Int { elements.count }

    subscript(index: Int) -> Element {
        get { withExtendedLifetime(self) { elements[index] } }
        set { ownMemory(for: elements.count).elements[index] = newValue }
    }

    /// The bytes of the elements, for a section.
    var bytes: [UInt8] { withExtendedLifetime(self) { [UInt8](UnsafeRawBufferPointer(elements)) } }

    mutating func append(contentsOf more: some Collection<Element>) {
        let count = elements.count
        let memory = ownMemory(for: count + more.count)
        let rest = UnsafeMutableBufferPointer(rebasing: memory.elements[count...])
        _ = rest.initialize(from: more)
        elements = UnsafeBufferPointer(rebasing: memory.elements[..<(count + more.count)])
    }

    func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result? {
        try withExtendedLifetime(self) { try body(elements) }
    }

    /// Memory that no copy shares, with room for `count` elements; it grows by half.
    private mutating func ownMemory(for count: Int) -> Memory {
        // Asked first: a name for the memory would be another reference.
        if isKnownUniquelyReferenced(&memory), let memory, memory.elements.count >= count {
            return memory
        }
        let own = Memory(capacity: count + (count > elements.count ? count / 2 : 0))
        _ = own.elements.initialize(from: elements)
        elements = UnsafeBufferPointer(rebasing: own.elements[..<elements.count])
        memory = own
        file = nil
        return own
    }
}
