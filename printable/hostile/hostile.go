// Package hostile holds what tests try on everything that prints text from
// outside.
package hostile

// Texts would command a terminal, or be misjudged by it.
var Texts = []string{
	"\x1b]52;c;aGFja2Vk\a", "\x1b]0;title\x07", "\x1b[2J\x1b[H", "\x1b[6n", "\x1bP$q\x1b\\", "\u009b2J",
	"\u009d0;x\u009c", "\x90x\x9c",
	"a\u202eb\u2066c", "zero\u200bwidth\u200d\ufeff", "line\u2028two", "tab\tcr\rlf\n",
	"e\u0301\u0301\u0301\u0301\u0301\u0301", "\u0301first",
	"👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "❤️", "日本語", "\xff\xfe", "\x7f\x00", "a\u00a0b\u3000c", "\U000e0041", "עברית",
	"\u1160\u1161", "\u2800",
}
