/// A bracket, separator or stop as the repairs after dropped markup see it.
struct Repair {
    enum Role {
        case opener, closer, separator, stop, space, other
    }

    let scalar: UInt32
    /// The number of bytes of the scalar.
    let length: Int

    init(_ unit: ArraySlice<UInt8>) {
        length = unit.count
        scalar = unit.withUnsafeBufferPointer { UTF8Text.scalar(of: $0) }
    }

    /// Whether a scalar with this first byte may be one that repairs care about.
    static func isRelevant(_ lead: UInt8) -> Bool {
        switch lead {
        case 0x20, 0x28, 0x29, 0x2C, 0x3B, 0x5B, 0x5D, 0xE2, 0xE3, 0xEF: true
        default: false
        }
    }

    var role: Role {
        switch scalar {
        // （ ( 《 “ ‘ 「 『 【 〈 〔 [
        case 0xFF08, 0x28, 0x300A, 0x201C, 0x2018, 0x300C, 0x300E, 0x3010, 0x3008, 0x3014, 0x5B:
            .opener
        // ） ) 》 ” ’ 」 』 】 〉 〕 ]
        case 0xFF09, 0x29, 0x300B, 0x201D, 0x2019, 0x300D, 0x300F, 0x3011, 0x3009, 0x3015, 0x5D:
            .closer
        // ， 、 ； ： , ;
        case 0xFF0C, 0x3001, 0xFF1B, 0xFF1A, 0x2C, 0x3B: .separator
        case 0x3002: .stop
        case 0x20: .space
        default: .other
        }
    }

    /// Whether the mark is a round bracket of either width.
    var isRound: Bool {
        switch scalar {
        case 0xFF08, 0x28, 0xFF09, 0x29: true
        default: false
        }
    }

    var isFullWidth: Bool { length == 3 }

    /// Whether a clause ends here.
    var endsClause: Bool { role == .separator || role == .stop }

    /// Whether this mark closes what `opener` opened.
    func closes(_ opener: Repair) -> Bool {
        guard opener.role == .opener, role == .closer else { return false }
        if isRound || opener.isRound { return isRound && opener.isRound }
        // “” and ‘’, 《》 and the like are neighbours; [] are two apart.
        return scalar == opener.scalar + (scalar == 0x5D ? 2 : 1)
    }
}
