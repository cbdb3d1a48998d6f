// Numbers with thousands separators and measures with Chinese units.

/// Writes numbers as Chinese wikis do.
enum Numeral {
    /// Puts a comma before every third digit of the integer part.
    static func grouped(_ number: [UInt8]) -> [UInt8] {
        let start = number.firstIndex { (0x30...0x39).contains($0) } ?? number.endIndex
        let digits = number[start...].prefix { (0x30...0x39).contains($0) }
        guard digits.count > 3, start <= 3 else { return number }
        var output = Array(number[..<start])
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { output.append(UInt8(ascii: ",")) }
            output.append(digit)
        }
        return output + number[digits.endIndex...]
    }

    /// The value of a plain number.
    static func integer(_ number: [UInt8]) -> Int? {
        Int(String(decoding: number, as: UTF8.self))
    }
}

/// Writes `{{convert|1300|km2}}` as 1,300平方公里.
enum Measure {
    private static let units: [[UInt8]: String] = {
        let pairs: [(String, String)] = [
            ("km", "公里"), ("m", "米"), ("cm", "厘米"), ("mm", "毫米"), ("µm", "微米"), ("um", "微米"),
            ("nm", "纳米"), ("mi", "英里"), ("ft", "英尺"), ("in", "英寸"), ("inch", "英寸"), ("yd", "码"),
            ("nmi", "海里"), ("ly", "光年"), ("au", "天文单位"), ("pc", "秒差距"), ("km2", "平方公里"),
            ("m2", "平方米"), ("cm2", "平方厘米"), ("ha", "公顷"), ("sqmi", "平方英里"), ("mi2", "平方英里"),
            ("sqkm", "平方公里"), ("sqm", "平方米"), ("sqft", "平方英尺"), ("ft2", "平方英尺"),
            ("acre", "英亩"), ("acres", "英亩"), ("m3", "立方米"), ("km3", "立方公里"), ("cm3", "立方厘米"),
            ("ft3", "立方英尺"), ("cuft", "立方英尺"), ("l", "升"), ("litre", "升"), ("ml", "毫升"),
            ("kg", "千克"), ("g", "克"), ("mg", "毫克"), ("t", "吨"), ("tonne", "吨"), ("lb", "磅"),
            ("lbs", "磅"), ("oz", "盎司"), ("lt", "长吨"), ("st", "短吨"), ("km/h", "公里每小时"),
            ("kph", "公里每小时"), ("mph", "英里每小时"), ("m/s", "米每秒"), ("km/s", "公里每秒"),
            ("kn", "节"), ("c", "°C"), ("°c", "°C"), ("f", "°F"), ("°f", "°F"), ("k", "K"),
            ("kw", "千瓦"), ("mw", "兆瓦"), ("w", "瓦"), ("hp", "马力"), ("pa", "帕"), ("kpa", "千帕"),
            ("mpa", "兆帕"), ("hpa", "百帕"), ("bar", "巴"), ("psi", "磅每平方英寸"), ("n", "牛顿"),
            ("kn·m", "千牛米"), ("nm", "纳米"), ("j", "焦耳"), ("kj", "千焦"), ("kcal", "千卡"),
            ("pd/km2", "人每平方公里"), ("/km2", "每平方公里"), ("/sqkm", "每平方公里"),
            ("kg/m3", "千克每立方米"), ("g/cm3", "克每立方厘米"), ("m3/s", "立方米每秒"),
            ("ft3/s", "立方英尺每秒"), ("us gal", "美制加仑"), ("usgal", "美制加仑"), ("gal", "加仑"),
        ]
        return Dictionary(pairs.map { (Array($0.0.utf8), $0.1) }) { first, _ in first }
    }()
    private static let ranges: [[UInt8]: String] = {
        let pairs: [(String, String)] = [
            ("-", "至"), ("–", "至"), ("to", "至"), ("to(-)", "至"), ("~", "至"), ("至", "至"),
            ("and", "和"), ("and(-)", "和"), ("或", "或"), ("or", "或"), ("x", "×"), ("by", "×"),
            ("×", "×"), ("*", "×"), ("+/-", "±"),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.map { (Array($0.0.utf8), $0.1) })
    }()

    /// The text of a measure as it is given, without the conversion.
    static func text(_ arguments: TemplateArguments) -> [UInt8]? {
        guard let first = arguments[1] else { return nil }
        var text = Numeral.grouped(first)
        var position = 2
        while let range = arguments[position].flatMap({ ranges[$0] }),
            let next = arguments[position + 1]
        {
            text += Array(range.utf8) + Numeral.grouped(next)
            position += 2
        }
        guard let unit = arguments[position] else { return text }
        let key = unit.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return text + (units[key].map { Array($0.utf8) } ?? unit)
    }
}
