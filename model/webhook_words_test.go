package model_test

import (
	"testing"

	"gatehouse/model"
)

func TestFewOfManyEventsAreNamed(t *testing.T) {
	all := model.SeedWebhook{}.Named()
	for _, c := range []struct {
		events []string
		want   string
	}{
		{[]string{"a.b"}, "a.b"}, {[]string{"a.b", "b.c", "c.d"}, "a.b, b.c, c.d"},
		{[]string{"a.b", "b.c", "c.d", "d.e"}, "a.b, b.c and 2 more"},
		{all, "all events"}, {append([]string{"x.y"}, all...), "all events"},
		{all[1:], all[1] + ", " + all[2] + " and 27 more"},
	} {
		if got := (model.WebhookEndpoint{Events: c.events}).EventWords(); got != c.want {
			t.Errorf("%q: %q, want %q", c.events, got, c.want)
		}
	}
}
