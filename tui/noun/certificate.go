package noun

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// AddCertificate shows one with its state, and both fingerprints to compare by
// phone.
func AddCertificate(p *widget.Paragraphs, label string, c model.Certificate, now time.Time) {
	i := c.Info(now)
	if i.State == model.CertificateBroken {
		p.Inked(label, p.Style.Bad, "cannot be read")
		return
	}
	p.Inked(label, certificateInk(p.Style, i.State),
		string(i.State)+": "+lifeText(i)+", "+widget.Day(i.NotBefore)+" to "+widget.Day(i.NotAfter))
	p.Field("", i.Subject+", "+i.Key)
	p.Inked("", p.Style.Faint, AddedText(i))
	addFingerprint(p, "SHA-256", i.SHA256)
	addFingerprint(p, "SHA-1", i.SHA1)
}

// addFingerprint shows one whole, in lines that can be compared.
func addFingerprint(p *widget.Paragraphs, name, value string) {
	for i, row := range GroupedIn(value, p.Width-widget.LabelWidth-8) {
		label := ""
		if i == 0 {
			label = name
		}
		p.Inked("", p.Style.Faint, widget.Fit(label, 8, "")+row)
	}
}

func certificateInk(st *widget.Style, s model.CertificateState) lipgloss.Style {
	switch s {
	case model.CertificateActive:
		return st.Good
	case model.CertificateExpired, model.CertificateBroken:
		return st.Bad
	}
	return st.Warn
}

// CertificateText names a certificate so that it can be compared.
func CertificateText(i model.CertificateInfo) []string {
	lines := []string{fmt.Sprintf("%s, until %s, SHA-256", i.Subject, widget.Day(i.NotAfter))}
	return append(lines, Grouped(i.SHA256)...)
}

// fingerprintBytes is how many bytes of a fingerprint stand on a line, in groups
// of four: the eye finds its place again.
const fingerprintBytes = 16

// Grouped breaks a fingerprint into lines of the same length.
func Grouped(fingerprint string) []string { return groupedBy(fingerprint, fingerprintBytes) }

// GroupedIn is grouped for a page that may be narrow.
func GroupedIn(fingerprint string, cells int) []string {
	if cells < 3*fingerprintBytes+2 {
		return groupedBy(fingerprint, fingerprintBytes/2)
	}
	return Grouped(fingerprint)
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

func lifeText(i model.CertificateInfo) string {
	switch i.State {
	case model.CertificateNext:
		return "not valid yet"
	case model.CertificateExpired:
		return widget.Count(-i.DaysLeft, "day") + " ago"
	}
	return widget.Count(i.DaysLeft, "day") + " left"
}

// AddedText says when a certificate was added, and by whom if that was noted.
func AddedText(i model.CertificateInfo) string {
	if i.Added.IsZero() {
		return ""
	}
	text := "added " + widget.Day(i.Added)
	if i.AddedBy != nil {
		text += " by " + ActorText(*i.AddedBy)
	}
	return text
}
