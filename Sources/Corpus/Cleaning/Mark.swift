/// Control bytes that carry meaning between the stages of an extraction and never leave it.
///
/// Every input is stripped of control characters before marks are set.
enum Mark {
    /// Begins text whose script is settled: conversion leaves it alone.
    static let settled: UInt8 = 0x01
    /// Ends such text.
    static let unsettled: UInt8 = 0x02
    /// Stands before a character that is meant literally, such as a `*` at the start of a line.
    static let literal: UInt8 = 0x04
    /// Stands for a formula whose clause is to go.
    static let formula: UInt8 = 0x05
    /// Begins a line that is a heading.
    static let heading: UInt8 = 0x06

    /// Removes control characters other than tabs and line ends, so that none passes for a mark.
    static func strip(_ bytes: inout [UInt8]) {
        guard bytes.contains(where: isForbidden) else { return }
        bytes.removeAll(where: isForbidden)
    }

    /// Whether a byte of the input must not be taken over.
    static func isForbidden(_ byte: UInt8) -> Bool {
        byte < 0x20 && !(0x09...0x0D).contains(byte)
    }
}
