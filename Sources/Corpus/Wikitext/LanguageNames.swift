/// Chinese names of the languages and countries that templates name by code.
enum LanguageNames {
    private static let languages: [String: String] = [
        "ar": "阿拉伯语", "az": "阿塞拜疆语", "be": "白俄罗斯语", "bg": "保加利亚语", "bn": "孟加拉语",
        "bo": "藏语", "ca": "加泰罗尼亚语", "cs": "捷克语", "cy": "威尔士语", "da": "丹麦语", "de": "德语",
        "el": "希腊语", "en": "英语", "eo": "世界语", "es": "西班牙语", "et": "爱沙尼亚语", "eu": "巴斯克语",
        "fa": "波斯语", "fi": "芬兰语", "fr": "法语", "ga": "爱尔兰语", "gl": "加利西亚语", "grc": "古希腊语",
        "he": "希伯来语", "hi": "印地语", "hr": "克罗地亚语", "hu": "匈牙利语", "hy": "亚美尼亚语",
        "id": "印尼语", "is": "冰岛语", "it": "意大利语", "ja": "日语", "jp": "日语", "ka": "格鲁吉亚语",
        "kk": "哈萨克语", "km": "高棉语", "ko": "朝鲜语", "ku": "库尔德语", "ky": "吉尔吉斯语", "la": "拉丁语",
        "lo": "老挝语", "lt": "立陶宛语", "lv": "拉脱维亚语", "mk": "马其顿语", "mn": "蒙古语", "ms": "马来语",
        "my": "缅甸语", "nan": "闽南语", "ne": "尼泊尔语", "nl": "荷兰语", "no": "挪威语", "pl": "波兰语",
        "pt": "葡萄牙语", "ro": "罗马尼亚语", "ru": "俄语", "sa": "梵语", "sk": "斯洛伐克语",
        "sl": "斯洛文尼亚语", "sq": "阿尔巴尼亚语", "sr": "塞尔维亚语", "sv": "瑞典语", "sw": "斯瓦希里语",
        "ta": "泰米尔语", "th": "泰语", "tl": "他加禄语", "tr": "土耳其语", "ug": "维吾尔语", "uk": "乌克兰语",
        "ur": "乌尔都语", "uz": "乌兹别克语", "vi": "越南语", "yue": "粤语", "zh": "汉语",
    ]

    /// Countries by the code of the template that shows flag and name.
    static let countries: [String: String] = [
        "ARG": "阿根廷", "AUS": "澳大利亚", "AUT": "奥地利", "BEL": "比利时", "BRA": "巴西", "CAN": "加拿大",
        "CHE": "瑞士", "CHN": "中国", "PRC": "中国", "CZE": "捷克", "DEU": "德国", "GER": "德国", "DNK": "丹麦",
        "EGY": "埃及", "ESP": "西班牙", "FIN": "芬兰", "FRA": "法国", "GBR": "英国", "UK": "英国",
        "GRC": "希腊", "HKG": "香港", "HUN": "匈牙利", "IDN": "印度尼西亚", "IND": "印度", "IRL": "爱尔兰",
        "IRN": "伊朗", "ITA": "意大利", "JPN": "日本", "KOR": "韩国", "PRK": "朝鲜", "MAC": "澳门",
        "MEX": "墨西哥", "MYS": "马来西亚", "NLD": "荷兰", "NOR": "挪威", "NZL": "新西兰", "PHL": "菲律宾",
        "POL": "波兰", "PRT": "葡萄牙", "ROC": "中华民国", "RUS": "俄罗斯", "SGP": "新加坡", "SWE": "瑞典",
        "THA": "泰国", "TUR": "土耳其", "TWN": "台湾", "UKR": "乌克兰", "URS": "苏联", "USA": "美国",
        "VNM": "越南", "ZAF": "南非",
    ]

    /// The name of a language; nil for one that is not listed.
    static func name(of code: [UInt8]) -> String? {
        languages[String(decoding: code, as: UTF8.self)]
    }
}
