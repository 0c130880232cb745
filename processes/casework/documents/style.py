"""How documents look: A4, one quiet typeface, room to sign."""

_COMMON = """
@page {
  size: A4;
  margin: 22mm 20mm 24mm 24mm;
  @bottom-right { content: "Seite " counter(page) " von " counter(pages); font: 8.5pt $font; color: #444 }
  @bottom-left { content: string(mark); font: 8.5pt $font; color: #444 }
}
* { box-sizing: border-box }
html { font: 10.5pt/1.45 $font; color: #14181f; hyphens: manual }
p { margin: 0 0 6pt }
.mark { string-set: mark content(); position: absolute; left: -9999pt }
h1 { font-size: 21pt; line-height: 1.15; margin: 0 0 4pt; font-weight: 600; bookmark-level: 1 }
h2 { font-size: 13.5pt; margin: 18pt 0 6pt; font-weight: 600; break-after: avoid; bookmark-level: 2 }
h3 { font-size: 11pt; margin: 12pt 0 4pt; font-weight: 600; break-after: avoid; bookmark-level: 3 }
table { border-collapse: collapse; width: 100%; margin: 4pt 0 8pt }
th, td { text-align: left; vertical-align: top; padding: 3.5pt 6pt; border-bottom: 0.6pt solid #b9c2cf }
thead th { border-bottom: 1pt solid #14181f; font-weight: 600; font-size: 9.5pt }
tbody th { font-weight: 400; color: #3c4655; white-space: nowrap; width: 42mm; padding-left: 0 }
.head { display: flex; justify-content: space-between; border-bottom: 2pt solid #003a70; padding-bottom: 5pt;
        margin-bottom: 14pt; font-size: 9.5pt; color: #003a70 }
.head .name { font-weight: 600; font-size: 12pt }
"""

_PLAN = """
.sub { font-size: 10.5pt; color: #3c4655; margin-bottom: 8pt }
.nature { border-left: 3pt solid #003a70; background: #eef3f9; padding: 7pt 10pt; margin: 0 0 12pt }
.nature p { margin: 0 }
.draft { font-weight: 600; color: #8a1c1c; border: 1pt solid #8a1c1c; padding: 1pt 7pt; font-size: 10pt }
.perspective { font-size: 12.5pt; line-height: 1.4; font-style: italic; margin: 2pt 0 4pt }
.goal { break-inside: auto }
.goal > h2 { border-top: 1pt solid #b9c2cf; padding-top: 10pt }
.stage { break-inside: avoid; border: 0.8pt solid #b9c2cf; border-radius: 3pt; padding: 8pt 10pt 4pt; margin: 8pt 0 }
.stage h3 { margin-top: 0 }
.when { color: #3c4655; margin-bottom: 6pt }
.both { display: flex; gap: 10pt; margin-bottom: 6pt; break-inside: avoid }
.both > div { flex: 1; background: #f4f6f9; padding: 6pt 8pt; border-radius: 2pt }
.both p { margin: 0 0 3pt }
.both .who { font-weight: 600; font-size: 9.5pt; margin-bottom: 2pt }
.steps td.done { width: 27mm }
.steps td.by { width: 36mm } .steps td.until { width: 24mm; white-space: nowrap }
.box { display: inline-block; width: 9pt; height: 9pt; border: 0.9pt solid #14181f; vertical-align: -1pt }
.signing { break-inside: avoid; margin-top: 22pt }
.lines { display: flex; gap: 14mm; margin-top: 30pt }
.lines > div { flex: 1; border-top: 0.9pt solid #14181f; padding-top: 3pt; font-size: 9.5pt }
.lines .given { color: #3c4655 }
.note { color: #3c4655; font-size: 9.5pt }
"""

_LETTER = """
.window { min-height: 32mm; margin: 6mm 0 8mm; width: 85mm }
.window .from { font-size: 7.5pt; color: #3c4655; border-bottom: 0.5pt solid #b9c2cf; margin-bottom: 6pt;
                padding-bottom: 2pt }
.window p { margin: 0 }
.info { display: flex; justify-content: space-between; font-size: 9.5pt; color: #3c4655; margin-bottom: 10mm }
.info p { margin: 0 }
h1 { font-size: 15pt; margin-bottom: 10pt }
.short { border-left: 3pt solid #003a70; background: #eef3f9; padding: 7pt 10pt; margin: 12pt 0 }
.short h2 { margin: 0 0 3pt; font-size: 11pt }
.short ul { margin: 0; padding-left: 14pt }
.end { margin-top: 16pt }
"""

_FONT = '"Fira Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif'

PLAN = (_COMMON + _PLAN).replace("$font", _FONT)
LETTER = (_COMMON + _LETTER).replace("$font", _FONT)
