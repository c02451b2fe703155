package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/model"
)

// attempt sends a delivery once.
func (w *worker) attempt(ctx context.Context, id model.ID, begun time.Time) result {
	d, err := readDelivery(ctx, w.core, id)
	if errors.Is(err, model.ErrNotFound) {
		return result{delivery: id}
	}
	if err != nil {
		return result{id, model.WebhookAttempt{}, err}
	}
	e := w.endpoint.Load()
	secrets, err := open(w.core, *e)
	if err != nil {
		return result{id, model.WebhookAttempt{}, err}
	}
	answer, err := w.core.Post.Post(ctx, e.URL, Signed(secrets.Signs, []byte(d.Body), w.core.Now()), []byte(d.Body),
		reachOf(w.kind))
	if ctx.Err() != nil {
		return result{id, model.WebhookAttempt{}, ctx.Err()}
	}
	a := model.WebhookAttempt{At: begun, Took: max(0, w.core.Now().Sub(begun)), Status: answer.Status,
		Answer: strings.ToValidUTF8(string(answer.Body[:min(len(answer.Body), model.MaxWebhookAnswer)]), "\uFFFD")}
	a.Error = failure(answer.Status, err)
	return result{delivery: id, attempt: a}
}

// failure says in words why a delivery did not arrive, "" if it did.
func failure(status int, err error) string {
	switch {
	case errors.Is(err, fetch.ErrPrivate):
		return "its address is inside a private network, so nothing was sent there: use a public address"
	case err != nil:
		return err.Error()
	case status >= 200 && status < 300:
		return ""
	case status >= 300 && status < 400:
		return fmt.Sprintf("it answered %d, a redirect, which is not followed: give the address that it leads to",
			status)
	}
	return strings.TrimSpace(fmt.Sprintf("it answered %d %s", status, http.StatusText(status)))
}
