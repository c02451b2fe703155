package tui

import (
	"context"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
)

// advised recommends a mapping until it is applied.
type advised struct {
	*canned.Services
	applied bool
}

func (a *advised) ApplyMapping(ctx context.Context, id model.ID, m saml.Mapping) (model.Connection, error) {
	a.applied = true
	return a.Services.ApplyMapping(ctx, id, m)
}

func (a *advised) Recommend(ctx context.Context, id model.ID, n int) (model.Recommendation, error) {
	if a.applied {
		return model.Recommendation{Connection: id, Receipts: 12, Before: 12, Works: 12}, nil
	}
	return a.Services.Recommend(ctx, id, n)
}

// A mapping that was applied is not recommended any more.
func TestAppliedMappingIsNotRecommendedAgain(t *testing.T) {
	d := drive(t, 80, 24, func(o *setup) { o.Services = &advised{Services: o.Services.(*canned.Services)} })
	d.keys("/").write("error:missing_attributes").keys("enter enter 3")
	d.sees("Recommended mapping").keys("a")
	d.sees("Change the mapping of the connection?").keys("y").sees("the recommended mapping is used")
	d.missesText("a applies it")
}

// Who waits for a mapping is counted again when a message does not fit it.
func TestWaitingProfilesAreCountedAgain(t *testing.T) {
	d := drive(t, 80, 60, func(o *setup) { o.Environment = "" })
	detail := d.services.Again(1, saml.MissingAttributes, canned.Now)
	d.drain(d.Nav.Connection(detail.Session.ConnectionID))
	d.sees("1 profile awaits")
	d.put(detail)
	d.sees("2 profiles await")
}

// hurried gives a test sign-in five minutes.
type hurried struct{ *canned.Services }

func (h hurried) BeginTest(ctx context.Context, connection model.ID, v model.Visitor) (model.Begun, error) {
	begun, err := h.Services.BeginTest(ctx, connection, v)
	begun.Session.Deadline = canned.Now.Add(5 * time.Minute)
	h.Put(model.SessionDetail{Session: begun.Session})
	return begun, err
}

// A test sign-in that nobody answered in time does not wait for ever.
func TestTrialTimesOut(t *testing.T) {
	d := drive(t, 80, 24, func(o *setup) {
		o.Services = hurried{o.Services.(*canned.Services)}
	}).keys("tab tab j enter t")
	d.sees("Waiting for the answer").keys("enter").sees("nothing has arrived yet")
	d.send(screen.Tick(canned.Now.Add(6 * time.Minute)))
	d.sees("Timed out  no response came").sees("t prepares another one")
	d.missesText("Waiting for the answer")
}

// A list names organizations as they are called now.
func TestNamesAreAskedAgain(t *testing.T) {
	d := drive(t, 80, 24).keys("tab tab").sees("Initech  ")
	all, err := d.services.Organizations(t.Context(), model.OrganizationQuery{Text: "Initech"})
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	name := "Initrode"
	if _, err := d.services.UpdateOrganization(t.Context(), all[0].ID,
		model.OrganizationPatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	d.news()
	d.sees("Initrode")
}

// A message without attributes does not hide those of the one before.
func TestMappingShowsTheLastAttributes(t *testing.T) {
	d := drive(t, 100, 50)
	detail := d.services.Again(1, saml.Audience, canned.Now)
	r := &detail.Receipts[0]
	if len(r.Verdict.Seen.Attributes) == 0 {
		t.Fatal("the canned message has no attributes")
	}
	r.Verdict.Seen.Attributes = nil
	d.put(detail)
	d.drain(d.Nav.Mapping(detail.Session.ConnectionID))
	d.sees("The last message with attributes, session")
	d.missesText(detail.Session.Trace())
}
