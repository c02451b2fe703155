package cli

import (
	"runtime"
	"testing"
)

func TestLocaleDecidesWhetherSignsAreASCII(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: Windows has no locale variables")
	}
	for _, c := range []struct {
		all, ctype, lang string
		ascii            bool
	}{
		{"", "", "", true}, {"", "", "C.UTF-8", false}, {"", "", "de_DE.utf8", false}, {"", "", "C", true},
		{"", "", "POSIX", true}, {"", "", "en_US.ISO-8859-1", true}, {"", "de_DE.ISO-8859-15", "en_US.UTF-8", true},
		{"", "en_US.UTF-8", "C", false}, {"C", "en_US.UTF-8", "en_US.UTF-8", true}, {"ja_JP.UTF-8", "C", "C", false},
		{"", "UTF-8", "", false}, {"ja_JP.eucJP", "", "", true},
	} {
		env := map[string]string{"LC_ALL": c.all, "LC_CTYPE": c.ctype, "LANG": c.lang}
		if got := asciiLocale(func(name string) string { return env[name] }); got != c.ascii {
			t.Errorf("%v: %v", env, got)
		}
	}
}

func TestTerminalsThatShowLinesOnly(t *testing.T) {
	for term, want := range map[string]bool{"dumb": true, "": runtime.GOOS != "windows", "xterm": false, "vt100": false,
		"tmux-256color": false} {
		if got := LinesOnly(term); got != want {
			t.Errorf("TERM=%q: %v", term, got)
		}
	}
}
