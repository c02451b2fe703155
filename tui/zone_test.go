package tui

import (
	"testing"
	"time"

	"gatehouse/tui/internal/canned"
	"gatehouse/tui/widget"
)

func zoned(t *testing.T, name string) func(*setup) {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("this machine has no time zones: %v", err)
	}
	return func(o *setup) { o.Zone = zone }
}

// Lists and pages show the viewer's time, and UTC at one key; filters are read
// in the zone that is shown.
func TestTimesAreShownInTheViewersZone(t *testing.T) {
	// The canned data is looked at on 22 November 2026, 18:30 UTC.
	for _, c := range []struct{ zone, name, shown, filter string }{
		{"UTC", "UTC", "18:29:12", "at:18:29:12"},
		{"Europe/Berlin", "CET", "19:29:12", "at:19:29:12"},
		{"America/New_York", "EST", "13:29:12", "at:13:29:12"},
		{"Asia/Kolkata", "IST", "23:59:12", "at:23:59:12"},
		{"Asia/Kathmandu", "+05:45", "00:14:12", "at:00:14:12"},
	} {
		d := drive(t, 120, 50, zoned(t, c.zone)).sees("TIME " + c.name).sees(c.shown[:5])
		d.keys("/").write(c.filter).keys("enter").sees("1 found").sees(c.shown[:5])
		d.keys("enter").sees(c.shown + ".000 " + c.name)
		d.keys("Z").sees("18:29:12.000 UTC").sees("times are shown in UTC")
		d.keys("esc").sees("TIME UTC").sees("18:29:12")
		d.keys("Z").sees("TIME " + c.name)
	}
}

// A day ends at the viewer's midnight, also where clocks change.
func TestClockCell(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("this machine has no time zones: %v", err)
	}
	now := time.Date(2026, 3, 29, 12, 0, 0, 0, zone)
	for at, want := range map[time.Time]string{
		now.Add(-time.Minute):                          "11:59:00",
		time.Date(2026, 3, 29, 1, 59, 0, 0, zone):      "01:59:00",
		time.Date(2026, 3, 28, 23, 30, 0, 0, zone):     "28 Mar 23:30",
		time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC): "00:30:00",
		time.Date(2025, 3, 29, 11, 59, 0, 0, zone):     "29 Mar 11:59",
		canned.Now.In(zone).AddDate(0, 0, -400).UTC():  "18 Oct 19:30",
	} {
		if got := widget.ClockCell(at, now).Text; got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}
