package cli

import (
	"cmp"
	"runtime"
	"strings"
)

// asciiLocale reports whether the terminal's character set is not UTF-8. POSIX
// lets LC_ALL decide before LC_CTYPE and LANG; with none of them it is ASCII.
func asciiLocale(getenv func(string) string) bool {
	if runtime.GOOS == "windows" { // has none of these, and its terminals are UTF-8
		return false
	}
	name := strings.ToLower(cmp.Or(getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG")))
	return !strings.Contains(name, "utf-8") && !strings.Contains(name, "utf8")
}

// LinesOnly reports whether a terminal can show lines and no screen.
func LinesOnly(term string) bool {
	return term == "dumb" || term == "" && runtime.GOOS != "windows"
}
