package tui

import (
	"regexp"
	"strings"

	"charm.land/lipgloss/v2"

	"gatehouse/saml"
	"gatehouse/saml/diff"
)

// compared puts expected and received above each other, with the difference
// pointed at.
func (p *page) compared(x saml.Explanation) {
	if x.Expected == "" && x.Received == "" {
		return
	}
	p.blank()
	st := p.st
	room := p.width - labelWidth
	if isFingerprint(x.Expected) || isFingerprint(x.Received) {
		p.fingerprints(x.Expected, x.Received)
		p.inked("", st.warn, x.Difference)
		return
	}
	expected, received, marks := align(clean(x.Expected), clean(x.Received), room, st.glyph.more)
	line := func(label string, in lipgloss.Style, value string) {
		p.lines = append(p.lines, st.faint.Render(fit(label, labelWidth, ""))+in.Render(value))
	}
	if expected != "" {
		line("Expected", st.good, expected)
	}
	if received == "" {
		received = "(nothing)"
	}
	line("Received", st.bad, received)
	if marks != "" {
		p.lines = append(p.lines, blank(labelWidth)+st.bad.Render(marks))
	}
	if x.Difference != "" {
		p.inked("", st.warn, x.Difference)
	}
}

var fingerprintShape = regexp.MustCompile(`^([0-9A-F]{2}:){19,}[0-9A-F]{2}$`)

func isFingerprint(s string) bool { return fingerprintShape.MatchString(s) }

// fingerprints are never cut: people compare them, byte by byte, with what
// somebody reads out to them.
func (p *page) fingerprints(expected, received string) {
	show := func(label string, in lipgloss.Style, value string) {
		rows := []string{firstOf(value, "(nothing)")}
		if isFingerprint(value) {
			rows = groupedIn(value, p.width-labelWidth)
		}
		for _, row := range rows {
			for _, l := range wrap(clean(row), p.width-labelWidth) {
				p.lines = append(p.lines, p.st.faint.Render(fit(label, labelWidth, ""))+in.Render(l))
				label = ""
			}
		}
	}
	show("Expected", p.st.good, expected)
	show("Received", p.st.bad, received)
}

// fingerprintBytes is how many bytes of a fingerprint stand on a line, in groups
// of four: the eye finds its place again.
const fingerprintBytes = 16

// grouped breaks a fingerprint into lines of the same length.
func grouped(fingerprint string) []string { return groupedBy(fingerprint, fingerprintBytes) }

// groupedIn is grouped for a page that may be narrow.
func groupedIn(fingerprint string, cells int) []string {
	if cells < 3*fingerprintBytes+2 {
		return groupedBy(fingerprint, fingerprintBytes/2)
	}
	return grouped(fingerprint)
}

func groupedBy(fingerprint string, bytes int) []string {
	parts := strings.Split(fingerprint, ":")
	var rows []string
	for len(parts) > 0 {
		n := min(bytes, len(parts))
		var groups []string
		for i := 0; i < n; i += 4 {
			groups = append(groups, strings.Join(parts[i:min(i+4, n)], ":"))
		}
		rows, parts = append(rows, strings.Join(groups, "  ")), parts[n:]
	}
	return rows
}

// align cuts two values so that both fit into cells and where they differ is
// seen, and marks it. Values that have little in common get no marks.
func align(expected, received string, cells int, more string) (a, b, marks string) {
	e, r := []rune(expected), []rune(received)
	head, tail := diff.CommonEnds(e, r)
	if expected == "" || received == "" || expected == received || head+tail < 3 {
		return cut(expected, cells, more), cut(received, cells, more), ""
	}
	start := 0 // rune from which both are shown
	if longest := max(width(expected), width(received)); longest > cells && head > cells/2 {
		start = head - cells/3
	}
	from := func(s []rune) string {
		if start == 0 {
			return cut(string(s), cells, more)
		}
		return cut(more+string(s[start+1:]), cells, more)
	}
	a, b = from(e), from(r)
	at := width(string(e[start:head]))
	n := max(1, width(string(r[head:len(r)-tail])))
	if at >= cells {
		return a, b, ""
	}
	return a, b, blank(at) + strings.Repeat("^", min(n, cells-at))
}
