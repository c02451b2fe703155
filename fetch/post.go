package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
)

// Answer is what a server said to a POST.
type Answer struct {
	Status int
	Body   []byte // its first bytes
}

// Post sends a body to an http or https URL, and reads of the answer as much as a document
// may have. A redirect is an answer like any other: nothing is sent where it leads. The error
// says in one sentence why there is no answer; [ErrPrivate]: nothing was sent, because the
// address is out of reach.
func (c *Client) Post(ctx context.Context, address string, header http.Header, body []byte,
	reach Reach) (Answer, error) {
	u, err := parse(address)
	if err != nil {
		return Answer{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return Answer{}, fmt.Errorf("%s is no web address: %w", show(address), err)
	}
	maps.Copy(request.Header, header)
	request.Header.Set("User-Agent", "gatehouse")
	response, err := sender{c, reach}.RoundTrip(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	// What was read tells enough, also if the rest does not come.
	kept, _ := io.ReadAll(response.Body)
	return Answer{response.StatusCode, kept}, nil
}
