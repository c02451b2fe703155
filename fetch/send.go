package fetch

import (
	"context"
	"io"
	"net/http"
)

// HTTP is a client for requests that are more than a [Client.Get], such as one that
// carries a secret. It has the same reach, bounds and errors, and follows no
// redirect: what is sent is for the address that it is sent to.
func (c *Client) HTTP(reach Reach) *http.Client {
	return &http.Client{
		Transport:     sender{c, reach},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// sender explains what fails, and bounds what is read of an answer, and for how long.
type sender struct {
	client *Client
	reach  Reach
}

// RoundTrip implements [http.RoundTripper].
func (s sender) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := parse(r.URL.String()); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.client.o.Timeout)
	response, err := (&hop{s.client.o, s.reach}).RoundTrip(r.WithContext(ctx))
	if err != nil {
		err = s.client.explain(ctx, r.URL, err)
		cancel()
		return nil, err
	}
	response.Body = bounded{io.LimitReader(response.Body, s.client.o.MaxBytes), response.Body, cancel}
	return response, nil
}

// bounded ends a body that is too long; what reads it finds it incomplete.
type bounded struct {
	io.Reader
	body io.Closer
	done context.CancelFunc
}

func (b bounded) Close() error {
	defer b.done()
	return b.body.Close()
}
