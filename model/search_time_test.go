package model_test

import (
	"testing"
	"time"

	"gatehouse/model"
)

func inZone(t *testing.T, name, at string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("this machine has no time zones: %v", err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04:05", at, zone)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// Times are read in the zone of whoever asks, by the calendar: a day on which
// clocks change has 23 or 25 hours.
func TestFilterTimes(t *testing.T) {
	const berlin, newYork, kolkata = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
	for _, c := range []struct{ zone, now, text, since, until string }{
		{"UTC", "2026-11-29 09:00:00", "since:08:15", "2026-11-29 08:15:00", ""},
		{"UTC", "2026-11-29 09:00:00", "since:14:05", "2026-11-28 14:05:00", ""}, // the last time that it was 14:05
		{berlin, "2026-11-29 15:00:00", "since:14:05:30", "2026-11-29 13:05:30", ""},
		{berlin, "2026-11-29 00:30:00", "since:yesterday", "2026-11-27 23:00:00", ""},
		{berlin, "2026-11-29 00:30:00", "since:today", "2026-11-28 23:00:00", ""},
		{berlin, "2026-11-29 15:00:00", "before:yesterday", "", "2026-11-27 23:00:00"},
		{berlin, "2026-11-29 15:00:00", "at:yesterday", "2026-11-27 23:00:00", "2026-11-28 23:00:00"},
		{berlin, "2026-03-30 12:00:00", "at:yesterday", "2026-03-28 23:00:00", "2026-03-29 22:00:00"}, // 23 hours
		{berlin, "2026-10-26 12:00:00", "at:yesterday", "2026-10-24 22:00:00", "2026-10-25 23:00:00"}, // 25 hours
		{newYork, "2026-03-08 12:00:00", "since:01:30", "2026-03-08 06:30:00", ""},
		{newYork, "2026-03-08 12:00:00", "since:03:30", "2026-03-08 07:30:00", ""}, // an hour later by the sun
		{kolkata, "2026-11-29 10:00:00", "at:09:15", "2026-11-29 03:45:00", "2026-11-29 03:46:00"},
		{"UTC", "2026-11-29 15:00:00", "at:14:05±10m", "2026-11-29 13:55:00", "2026-11-29 14:15:00"},
		{"UTC", "2026-11-29 15:00:00", "at:14:05+-90s", "2026-11-29 14:03:30", "2026-11-29 14:06:30"},
		{berlin, "2026-11-29 15:00:00", `at:"yesterday 14:05+-10m"`, "2026-11-28 12:55:00", "2026-11-28 13:15:00"},
		{berlin, "2026-11-29 15:00:00", "at:yesterday@14:05±1h", "2026-11-28 12:05:00", "2026-11-28 14:05:00"},
		{berlin, "2026-11-29 15:00:00", "since:2026-11-28T14:00", "2026-11-28 13:00:00", ""},
		{berlin, "2026-11-29 15:00:00", "since:2026-11-28T14:00:00Z", "2026-11-28 14:00:00", ""},
		{berlin, "2026-11-29 15:00:00", "since:2026-11-28T14:00:00+05:30", "2026-11-28 08:30:00", ""},
		{berlin, "2026-11-29 15:00:00", `before:"2026-11-28 14:00:30"`, "", "2026-11-28 13:00:30"},
		{berlin, "2026-11-29 15:00:00", "since:2026-11-28", "2026-11-27 23:00:00", ""},
		// all hold
		{"UTC", "2026-11-29 15:00:00", "since:2h since:30m before:10m", "2026-11-29 14:30:00", "2026-11-29 14:50:00"},
		{"UTC", "2026-11-29 15:00:00", "-since:14:05", "", "2026-11-29 14:05:00"},
	} {
		now := inZone(t, c.zone, c.now)
		f, err := model.ParseFilter(c.text, now)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		show := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.UTC().Format("2006-01-02 15:04:05")
		}
		if since, until := show(f.Since), show(f.Until); since != c.since || until != c.until {
			t.Errorf("%s, at %s in %s: from %q to %q, want %q to %q", c.text, c.now, c.zone, since, until,
				c.since, c.until)
		}
	}
	for _, text := range []string{"since:25:00", "since:14:05±10m", "at:14:05±", "at:14:05±-3m", "-at:14:05", "at:±10m",
		"since:2026-02-30", "before:tomorrow", "since:yesterday@99", "at:T"} {
		if _, err := model.ParseFilter(text, noon); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

// The words that screens show for a state are those that find it.
func TestFilterTakesTheWordsOfTheScreen(t *testing.T) {
	late := model.Session{State: model.Started, Deadline: noon.Add(-time.Minute)}
	all := map[string]model.Session{
		"In progress": {State: model.Started, Deadline: noon.Add(time.Minute)}, "code given": {State: model.Authorized,
			Deadline: noon.Add(time.Minute)},
		"Success": {State: model.Successful}, "Failed": {State: model.Failed}, "Timed out": late,
	}
	for text, want := range map[string][]string{
		`state:"in progress"`: {"In progress", "code given"}, "state:in-progress": {"In progress", "code given"},
		"state:progress": {"In progress", "code given"}, "state:In_Progress": {"In progress", "code given"},
		"state:started": {"In progress"}, "state:authorized": {"code given"}, "state:success": {"Success"},
		"state:Successful": {"Success"}, "state:failed": {"Failed"}, "state:fail": {"Failed"},
		`state:"timed out"`: {"Timed out"}, "state:timed-out": {"Timed out"}, "state:timedout": {"Timed out"},
		"state:timeout": {"Timed out"},
		`"in progress"`: {"In progress", "code given"},
	} {
		f, err := model.ParseFilter(text, noon)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for name, s := range all {
			wanted := false
			for _, w := range want {
				wanted = wanted || w == name
			}
			if f.Match(s, names, noon) != wanted {
				t.Errorf("%s: %s is found: %v", text, name, !wanted)
			}
		}
	}
}
