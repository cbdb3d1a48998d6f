// The web page's templates (Mustache escapes whatever stands in double braces) and its style.

/// The page's texts.
enum Templates {
    static let all = [
        "head": """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>{{title}} · yuliao</title>
        <link rel="stylesheet" href="/style.css"></head><body>
        <header><b>yuliao</b>
        <nav><a href="/">summary</a> <a href="/instances">instances</a> <a href="/sql">SQL</a></nav>
        <form action="/instance"><input name="id" placeholder="instance id" size="14"
        inputmode="numeric"><button>show</button></form></header><main>
        """,
        "foot": "</main></body></html>",
        "summary": """
        {{> head}}<h1>Summary</h1>
        <dl>{{#facts}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/facts}}</dl>
        <h2>Masked words by length in pieces</h2>
        <table><tr><th>pieces<th>words<th>masked<th>share<th></tr>
        {{#wordLengths}}<tr><td>{{pieces}}<td>{{words}}<td>{{masked}}<td>{{share}}
        <td class="bar"><svg width="300" height="12"><rect width="{{width}}" height="12"/></svg></tr>
        {{/wordLengths}}</table>
        <h2>Instances by length in tokens</h2>
        <table><tr><th>tokens<th>instances<th></tr>
        {{#lengths}}<tr><td>{{range}}<td>{{count}}
        <td class="bar"><svg width="300" height="12"><rect width="{{width}}" height="12"/></svg></tr>
        {{/lengths}}</table>
        <h2>Sources</h2>
        <table><tr><th>source<th>documents<th>instances<th>tokens<th>[UNK]</tr>
        {{#sources}}<tr><td class="text">{{name}}<td>{{documents}}<td>{{instances}}<td>{{tokens}}<td>{{unknown}}</tr>
        {{/sources}}</table>
        <h2>Dropped</h2>
        <table><tr><th>stage<th>reason<th>count</tr>
        {{#drops}}<tr><td class="text">{{stage}}<td class="text">{{reason}}<td>{{count}}</tr>
        {{/drops}}</table>
        {{> foot}}
        """,
        "legend": """
        <p class="legend"><ruby class="mask">词<rt>[MASK]</rt></ruby> replaced by [MASK]
        <ruby class="random">词<rt>字</rt></ruby> by a random piece
        <ruby class="keep">词<rt>=</rt></ruby> kept, but predicted;
        a line under the pieces holds a word together</p>
        """,
        "words": """
        <p class="words">{{#words}}<span class="word{{#segment}} second{{/segment}}{{#masked}} masked{{/masked}}{{#special}} special{{/special}}">{{#tokens}}{{#read}}<ruby class="{{state}}">{{piece}}<rt>{{read}}</rt></ruby>{{/read}}{{^read}}{{piece}}{{/read}}{{/tokens}}</span>{{/words}}</p>
        """,
        "provenance": """
        <p class="provenance">document <a href="/document?id={{document}}">{{document}}</a>
        {{#name}}<b>{{name}}</b>{{/name}} · {{place}}{{#url}} · {{url}}{{/url}}</p>
        """,
        "instances": """
        {{> head}}<h1>Instances {{first}} to {{last}} of {{total}}</h1>{{> legend}}
        <p class="pager">{{#previous}}<a href="/instances?from={{previous}}">← previous</a>{{/previous}}
        {{#next}}<a href="/instances?from={{next}}">next →</a>{{/next}}</p>
        {{#instances}}<article><h2><a href="/instance?id={{id}}">{{id}}</a> <small>{{about}}</small></h2>
        {{> words}}{{> provenance}}</article>{{/instances}}
        {{> foot}}
        """,
        "instance": """
        {{> head}}{{#instances}}<h1>Instance {{id}} <small>{{about}}</small></h1>{{> legend}}
        {{> words}}{{> provenance}}
        <h2>As the model reads it</h2><p class="text">{{input}}</p>
        <h2>Before masking</h2><p class="text">{{original}}</p>
        <h2>Position by position</h2>
        <table><tr><th>position<th>segment<th>original<th>read<th>state</tr>
        {{#rows}}<tr><td>{{position}}<td>{{segment}}<td class="text">{{piece}}<td class="text {{state}}">{{input}}<td class="text">{{state}}</tr>
        {{/rows}}</table>{{/instances}}
        {{> foot}}
        """,
        "document": """
        {{> head}}<h1>Document {{id}} {{#name}}<small>{{name}}</small>{{/name}}</h1>
        <dl>{{#facts}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/facts}}</dl>
        <h2>Text, by sentences</h2><p class="text">{{#parts}}<span{{#sentence}} class="sentence"{{/sentence}}>{{text}}</span>{{/parts}}</p>
        <h2>Instances</h2><p>{{#instances}}<a href="/instance?id={{id}}">{{id}}</a> <small>{{about}}</small><br>{{/instances}}</p>
        {{> foot}}
        """,
        "sql": """
        {{> head}}<h1>SQL</h1>
        <form action="/sql"><textarea name="q" rows="6">{{query}}</textarea><br><button>run</button>
        one SELECT over document, instance, instance_token, instance_text, vocabulary, "drop", meta;
        {{limit}}</form>
        {{#error}}<p class="error">{{error}}</p>{{/error}}
        {{#result}}<p>{{count}} rows{{#cut}}, and more that are not shown{{/cut}}</p>
        <table><tr>{{#columns}}<th>{{.}}{{/columns}}</tr>
        {{#rows}}<tr>{{#cells}}<td{{#text}} class="text"{{/text}}>{{#link}}<a href="{{link}}">{{value}}</a>{{/link}}{{^link}}{{value}}{{/link}}{{/cells}}</tr>
        {{/rows}}</table>{{/result}}
        {{#examples}}<p>Try <a href="/sql?q={{encoded}}"><code>{{sql}}</code></a></p>{{/examples}}
        {{> foot}}
        """,
        "error": "{{> head}}<h1>{{status}}</h1><p class=\"error\">{{message}}</p>{{> foot}}",
    ]

    static let style = """
        :root { color-scheme: light dark; --line: #8884; --mask: #e8590c; --random: #c2255c;
          --keep: #1971c2; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
        header { display: flex; gap: 2em; align-items: center; padding: .6em 2em;
          border-bottom: 1px solid var(--line); }
        header form { margin-left: auto; }
        nav a { margin-right: 1em; }
        main { padding: 0 2em 3em; max-width: 75em; }
        h1 { font-size: 1.4em; } h2 { font-size: 1.05em; margin-top: 1.6em; }
        small, .provenance, .legend { color: #888; font-weight: normal; }
        .provenance { font-size: .85em; overflow-wrap: anywhere; }
        article { border-bottom: 1px solid var(--line); }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1em 1.5em; }
        dt { color: #888; } dd { margin: 0; overflow-wrap: anywhere; }
        table { border-collapse: collapse; }
        th, td { padding: .15em .8em; text-align: right; border-bottom: 1px solid var(--line);
          vertical-align: top; }
        td.text, .bar { text-align: left; overflow-wrap: anywhere; }
        svg rect { fill: var(--keep); }
        p.text { white-space: pre-wrap; overflow-wrap: anywhere; }
        .words { line-height: 2.6; font-size: 1.1em; }
        .word { margin-right: .3em; border-bottom: 2px solid var(--line); display: inline-block;
          line-height: 1.5; }
        .second { border-bottom-style: dotted; }
        .word.special { border: 0; color: #888; font-size: .8em; }
        rt { font-size: .6em; }
        ruby.mask, td.mask { color: var(--mask); } ruby.random, td.random { color: var(--random); }
        ruby.keep, td.keep { color: var(--keep); }
        ruby { font-weight: bold; }
        .sentence:nth-child(odd) { background: #8882; }
        textarea { width: 100%; box-sizing: border-box; font: 14px/1.4 ui-monospace, monospace; }
        .error { color: var(--random); white-space: pre-wrap; }
        .pager a { margin-right: 2em; }
        """
}
