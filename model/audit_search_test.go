package model_test

import (
	"errors"
	"testing"
	"time"

	"gatehouse/model"
)

func TestAuditSearch(t *testing.T) {
	now := time.Date(2031, 5, 7, 12, 0, 0, 0, time.UTC)
	renamed := model.AuditEntry{At: now.Add(-3 * time.Hour), Action: `renamed organization "Acme" to "Umbrella"`,
		Actor: model.Actor{Name: "ada@example.com", Via: "SSH", ID: "member_1", Peer: "192.0.2.7",
			Evidence: "SHA256:abcDEF"}}
	looked := model.AuditEntry{At: now.Add(-26 * time.Hour), Action: "looked at the messages of session 7M2P-GSG3",
		Actor: model.Actor{Name: "operator", Via: "console"}, View: &model.View{Right: model.ActSeeSessions}}
	for text, want := range map[string][2]bool{
		"":                         {true, true},
		"acme":                     {true, false},
		"ACME ada":                 {true, false},
		"acme operator":            {false, false},
		`"looked at the messages"`: {false, true},
		`"who:ada"`:                {false, false},
		"who:ADA":                  {true, false},
		"who:192.0.2.7":            {true, false},
		"who:abcdef":               {true, false},
		"who:acme":                 {false, false},
		"console":                  {false, true},
		"only:views":               {false, true},
		"only:Changes umbrella":    {true, false},
		"since:4h":                 {true, false},
		"before:4h":                {false, true},
		"until:4h":                 {false, true},
		"since:2d before:1h":       {true, true},
		"at:yesterday":             {false, true},
		"at:09:00±5m who:ada":      {true, false},
		"since:1h":                 {false, false},
	} {
		t.Run(text, func(t *testing.T) {
			q, err := model.ParseAuditSearch(text, now)
			if err != nil {
				t.Fatal(err)
			}
			if got := [2]bool{q.Fits(renamed), q.Fits(looked)}; got != want {
				t.Errorf("lets through (renamed, looked) %v, want %v", got, want)
			}
		})
	}
}

func TestAuditSearchThatCannotBeRead(t *testing.T) {
	for text, at := range map[string]int{
		"acme who:":       5,
		"acme since:soon": 5,
		"only:some":       0,
		"when:now":        0,
		`acme "two words`: 5,
		"a at:":           2,
	} {
		_, err := model.ParseAuditSearch(text, time.Now())
		var wrong *model.FilterError
		if !errors.As(err, &wrong) || wrong.Offset != at {
			t.Errorf("%s: %v", text, err)
		}
	}
}
