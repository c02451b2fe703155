package widget

import (
	"strings"
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "now", 0: "now", 999 * time.Millisecond: "now", time.Second: "1s", 59 * time.Second: "59s",
		time.Minute: "1m", time.Hour: "1h",
		47 * time.Hour: "47h", 48 * time.Hour: "2d", 999 * 24 * time.Hour: "999d", 1000 * 24 * time.Hour: "2y",
	} {
		if got := Age(d); got != want || len(got) > 4 {
			t.Errorf("age(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestMiddleKeepsBothEnds(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{{"sess_01M8289X60HGGZYWQDTWCDJKGK", 14, "sess_0…TWCDJKGK"[:6] + "…" + "WCDJKGK"}, {"short", 14, "short"},
		{"日本語日本語日本語", 9, "日本…本語"}} {
		got := Middle(c.s, c.n, "…")
		if Width(got) > c.n {
			t.Errorf("middle(%q, %d) = %q has %d cells", c.s, c.n, got, Width(got))
		}
		if got != c.want {
			t.Errorf("middle(%q, %d) = %q, want %q", c.s, c.n, got, c.want)
		}
	}
}

func TestThemesAreReadByName(t *testing.T) {
	for _, theme := range Themes() {
		if got, err := ParseTheme(string(theme)); got != theme || err != nil {
			t.Errorf("%s: %s, %v", theme, got, err)
		}
	}
	if _, err := ParseTheme("pink"); err == nil || !strings.Contains(err.Error(), "dark") {
		t.Errorf("pink: %v", err)
	}
}

func TestWordsAreCounted(t *testing.T) {
	for _, c := range []struct {
		n    int
		word string
		want string
	}{{1, "directory", "1 directory"}, {2, "directory", "2 directories"}, {0, "key", "0 keys"}, {3, "day", "3 days"}} {
		if got := Count(c.n, c.word); got != c.want {
			t.Errorf("%d of %s: %q, want %q", c.n, c.word, got, c.want)
		}
	}
}
