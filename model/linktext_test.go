package model_test

import (
	"testing"
	"time"

	"gatehouse/model"
)

// Only of a link that was opened it is said who loses what, and where they were last.
func TestLossOfALink(t *testing.T) {
	made := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	now := made.Add(72 * time.Hour)
	x := model.Onboarding{Link: model.Link{Created: made}, Organization: model.Organization{Name: "Initech"}}
	for _, test := range []struct {
		progress model.Progress
		want     string
	}{
		{model.Progress{}, "never opened."},
		{model.Progress{Opened: 1, Last: model.Step{At: now.Add(-24 * time.Hour)}},
			"opened once. Whoever works with it is shut out at once; last seen 24 hours ago."},
		{model.Progress{Opened: 2, Last: model.Step{At: now.Add(-24 * time.Hour)}, Reached: "Test"},
			`opened twice. Whoever works with it is shut out at once; last seen 24 hours ago at "Test".`},
	} {
		x.Progress = test.progress
		want := "It deactivates the current link of Initech, issued 3 days ago, " + test.want
		if got := x.Loss(now); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}
