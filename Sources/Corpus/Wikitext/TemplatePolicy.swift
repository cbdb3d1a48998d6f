// The inline templates of Chinese wikis and the text that each leaves.

/// What a known template leaves in the text.
enum TemplatePolicy {
    /// How the text is made from the arguments.
    private enum Rule {
        /// The argument at a position.
        case argument(Int)
        /// The first of the positions that is given.
        case firstOf([Int])
        /// The last positional argument.
        case last
        /// The argument within a paragraph of its own.
        case paragraph(Int)
        /// Always the same text.
        case fixed(String)
        /// Whatever a function makes of them.
        case computed(@Sendable (TemplateArguments) -> [UInt8]?)
    }

    private static let rules: [[UInt8]: Rule] = {
        var rules: [[UInt8]: Rule] = [:]
        func set(_ names: String, _ rule: Rule) {
            for name in names.split(separator: ",") { rules[Array(name.utf8)] = rule }
        }
        // Foreign text, and Chinese text with a foreign link behind it.
        set("lang,lang2,rtl-lang", .argument(2))
        set("le,link-,ill,ilh,internal link helper,not tran,liw", .firstOf([3, 1]))
        set("link-en,link-ja,link-fr,link-de,link-ko,link-es,link-it,link-ru", .firstOf([3, 1]))
        set("ill,illm,interlanguage link,interlanguage link multi", .argument(1))
        set("tsl,translink", .firstOf([4, 3, 2]))
        set("illd,link-wd", .last)
        set("nihongo,日本語,nihongo2,日语,korean", .computed(nihongo))
        set("transl,transliteration", .last)
        set("lj,ja,jpn,lang-zh,zh,ko,kor,zy,拼音,pinyin,py,jyutping", .argument(1))
        // Sounds.
        set("ipa,ipac,api,国际音标,國際音標,ipac-en,ipa-all", .argument(1))
        // Readings beside characters, and characters that fonts lack.
        set("ruby,ruby-ja,ruby-py,ruby-zh-p,ruby-zh-b,rubyh,振假名,furigana,zhuyin", .argument(1))
        set("僻字,!,cjk-char,缺字,罕用字,专字,補字,补字,unihan,僻字2", .argument(1))
        set("pua,造字", .argument(1))
        // Looks.
        set("nowrap,nobr,nobreak,不换行,不換行,small,smaller,big,larger,large,resize", .argument(1))
        set("nobold,nobold2,normal,b,bold,i,italic,em,strong,u,underline,s,sub,sup", .argument(1))
        set("sc,smallcaps,mvar,math,tt,code,mono,var,kbd,key,abbr,tooltip,hover", .argument(1))
        set("color,colour,font color,fontcolor,font,bg,background color,hl,color box", .argument(2))
        set("fs,fontsize,font size,lang-span,dotted underline,虚线,無斷行", .argument(1))
        set("nts,ntsh,number,val,num,formatnum,n", .computed(number))
        set("keypress,title,le2,ruby2,mono2,noitalic,nolink,tag,tl2", .argument(1))
        // Quotations.
        set("quote,quotation,blockquote,cquote,bquote,引文,引用,引言,quote box", .paragraph(1))
        set("rquote,centered pull quote,pull quote", .paragraph(2))
        set("poem,诗,詩,verse", .paragraph(1))
        // Numbers, measures and dates.
        set("convert,cvt,conv,換算,换算,convertor", .computed(Measure.text))
        set("frac,fraction,sfrac,分数,分數", .computed(fraction))
        set("circa,c.,约", .computed { $0[1].map { Array("约".utf8) + $0 } })
        set(
            "start date,end date,birth date,death date,dob,date,film date,launch date",
            .computed(date)
        )
        set("birth date and age,start date and age,death date and age,bda,dda", .computed(date))
        set("birth-date,birth year and age,start-date,release date", .computed(date))
        set("age", .computed(age))
        set("bd,生卒", .computed(lifetime))
        set("e,10^", .computed { $0[1].map { Array("×10^".utf8) + $0 } })
        set(
            "chem,化学式,chem2,化學式",
            .computed { $0.positional.isEmpty ? nil : $0.positional.flatMap { $0 } }
        )
        // Countries and signs.
        set("flag,flagcountry,country,flagu,國旗,国旗,flagg", .computed(country))
        set("·,•,dot,中点", .fixed(" · "))
        set("pi,π", .fixed("π"))
        set("spaces,space,nbsp,gap,spc,全角空格", .fixed(" "))
        set("=", .fixed("="))
        set("break,br,clear break", .fixed("\n"))
        set("hlist,flatlist", .computed { join($0, " · ") })
        set("ubl,unbulleted list,plainlist", .computed { join($0, "\n") })
        set("as of,截至", .computed { date($0).map { Array("截至".utf8) + $0 } })
        set("bo", .computed { $0[1].map { Array("藏语：".utf8) + $0 } })
        set("--,—,破折号", .fixed("——"))
        set("°c,celsius", .fixed("°C"))
        for (code, name) in LanguageNames.countries {
            rules[Array(code.lowercased().utf8)] = .fixed(name)
        }
        return rules
    }()

    /// The text that a template leaves; nil for one that is not in the table, or lacks what it shows.
    static func text(of name: [UInt8], arguments: () -> TemplateArguments) -> [UInt8]? {
        guard let rule = rules[name] else { return prefixed(name, arguments) }
        switch rule {
        case .argument(let position): return arguments()[position]
        case .firstOf(let positions):
            let arguments = arguments()
            return positions.lazy.compactMap { arguments[$0] }.first
        case .last: return arguments().positional.last { !$0.isEmpty }
        case .paragraph(let position):
            let arguments = arguments()
            guard let text = arguments[position] ?? arguments["text"] ?? arguments["quote"] else {
                return nil
            }
            return [0x0A] + text + [0x0A]
        case .fixed(let text): return Array(text.utf8)
        case .computed(let compute): return compute(arguments())
        }
    }

    /// Families of templates that carry a language in their name.
    private static func prefixed(
        _ name: [UInt8],
        _ arguments: () -> TemplateArguments
    ) -> [UInt8]? {
        if name.starts(with: "lang-".utf8) {
            let code = Array(name.dropFirst(5))
            guard let text = arguments()[1] else { return nil }
            guard let language = LanguageNames.name(of: code) else { return text }
            return Array("\(language)：".utf8) + text
        }
        if name.starts(with: "ipa-".utf8) || name.starts(with: "ipac-".utf8) {
            return arguments()[1]
        }
        if name.starts(with: "link-".utf8) || name.starts(with: "internal link helper/".utf8) {
            let arguments = arguments()
            return arguments[3] ?? arguments[1]
        }
        return nil
    }

    private static func join(_ arguments: TemplateArguments, _ separator: String) -> [UInt8]? {
        let parts = arguments.positional.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : Array(parts.joined(separator: separator.utf8))
    }

    private static func nihongo(_ arguments: TemplateArguments) -> [UInt8]? {
        guard let text = arguments[1] else { return arguments[2] }
        guard let original = arguments[2] else { return text }
        return text + Array("（".utf8) + original + Array("）".utf8)
    }

    private static func number(_ arguments: TemplateArguments) -> [UInt8]? {
        guard let value = arguments[1] else { return nil }
        let unit = (arguments["u"] ?? arguments["ul"]).map { [0x20] + $0 } ?? []
        return Numeral.grouped(value) + unit
    }

    private static func fraction(_ arguments: TemplateArguments) -> [UInt8]? {
        let parts = arguments.positional.filter { !$0.isEmpty }
        let slash = [UInt8(ascii: "/")]
        return switch parts.count {
        case 1: Array("1/".utf8) + parts[0]
        case 2: parts[0] + slash + parts[1]
        case 3: parts[0] + [UInt8(ascii: "+")] + parts[1] + slash + parts[2]
        default: nil
        }
    }

    private static func date(_ arguments: TemplateArguments) -> [UInt8]? {
        let parts = arguments.positional.prefix(3).compactMap { Numeral.integer($0) }
        guard let first = arguments[1] else { return nil }
        guard parts.count == min(arguments.positional.count, 3) else { return first }
        return zip(parts, ["年", "月", "日"]).flatMap { Array("\($0)\($1)".utf8) }
    }

    /// Years between two dates; without the second one it would depend on the day of the run.
    private static func age(_ arguments: TemplateArguments) -> [UInt8]? {
        let parts = arguments.positional.compactMap { Numeral.integer($0) }
        guard parts.count >= 6 else { return nil }
        let isBeforeBirthday = (parts[4], parts[5]) < (parts[1], parts[2])
        return Array("\(parts[3] - parts[0] - (isBeforeBirthday ? 1 : 0))".utf8)
    }

    private static func lifetime(_ arguments: TemplateArguments) -> [UInt8]? {
        guard let birth = arguments[1] else { return nil }
        let born = birth + (arguments[2] ?? [])
        let died = (arguments[3] ?? []) + (arguments[4] ?? [])
        return Array("（".utf8) + born + Array("—".utf8) + died + Array("）".utf8)
    }

    private static func country(_ arguments: TemplateArguments) -> [UInt8]? {
        guard let name = arguments[1] else { return nil }
        let code = String(decoding: name, as: UTF8.self)
        if let country = LanguageNames.countries[code] { return Array(country.utf8) }
        return name.contains { $0 >= 0x80 } ? name : nil
    }
}
