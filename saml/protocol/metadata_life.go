package protocol

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// readLife reads validUntil and cacheDuration; of several the narrowest counts
// (metadata 2.3.1).
func (m *IdPMetadata) readLife(d *xmldoc.Doc, role xmldoc.Node) error {
	for node := role; node != xmldoc.None; node = d.Parent(node) {
		if text, ok := d.Attr(node, "", "validUntil"); ok {
			until, err := parseMetadataTime(string(text))
			if err != nil {
				return fmt.Errorf("this metadata has the validUntil %q, which is no date: ask for corrected metadata",
					diff.Visible(string(text), 60))
			}
			if m.ValidUntil.IsZero() || until.Before(m.ValidUntil) {
				m.ValidUntil = until
			}
		}
		if text, ok := d.Attr(node, "", "cacheDuration"); ok {
			if cache := parseDuration(string(text)); cache > 0 && (m.CacheDuration == 0 || cache < m.CacheDuration) {
				m.CacheDuration = cache
			}
		}
	}
	return nil
}

// parseMetadataTime is laxer than P14: other zones and none (taken as UTC)
// occur in files that people write.
func parseMetadataTime(text string) (time.Time, error) {
	until, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		until, err = time.Parse("2006-01-02T15:04:05.999999999", text)
	}
	return until.UTC(), err
}

var xsDuration = regexp.MustCompile(`^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?` +
	`(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12}(?:\.\d{1,9})?)S)?)?$`)

// parseDuration reads an xs:duration, with months of 30 days. What it can't
// read is 0: a duration here only advises how often to ask again.
func parseDuration(text string) time.Duration {
	parts := xsDuration.FindStringSubmatch(text)
	if parts == nil {
		return 0
	}
	const day = 24 * time.Hour
	total := 0.0
	for i, unit := range []time.Duration{365 * day, 30 * day, day, time.Hour, time.Minute, time.Second} {
		if parts[i+1] != "" {
			n, _ := strconv.ParseFloat(parts[i+1], 64) // digits only
			total += n * float64(unit)
		}
	}
	if total >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(total)
}
