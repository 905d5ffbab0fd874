// Many subscribed clients of a LiveKit room in one process. A client negotiates and receives like any other, and decodes
// nothing: a sound is heard when its first packet comes, a picture is seen when its first key frame begins. What a browser
// then needs to decode it is measured by the browsers that take part beside these.
//
// One JSON object a line: {"join":[{"name","url","token"}]} is answered by {"joined":n}, {"take":true} by {"marks":[…]}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

type ticket struct {
	Name  string `json:"name"`
	URL   string `json:"url"`
	Token string `json:"token"`
}

type order struct {
	Join []ticket `json:"join"`
	Take bool     `json:"take"`
}

type mark struct {
	What     string  `json:"what"`
	Identity string  `json:"identity"`
	Listener string  `json:"listener"`
	At       float64 `json:"at"`
	Detail   string  `json:"detail,omitempty"`
}

var (
	lock  sync.Mutex
	marks = []mark{}
)

func note(what, identity, listener, detail string) {
	at := float64(time.Now().UnixMicro()) / 1000
	lock.Lock()
	defer lock.Unlock()
	marks = append(marks, mark{what, identity, listener, at, detail})
}

// Reads everything, so that nothing piles up, and notes the first of it.
func follow(track *webrtc.TrackRemote, identity, listener string) {
	isSeen := false
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		if isSeen || len(packet.Payload) == 0 {
			continue
		}
		if track.Kind() == webrtc.RTPCodecTypeAudio {
			isSeen = true
			note("sound", identity, listener, "")
			continue
		}
		var frame codecs.VP8Packet
		if payload, err := frame.Unmarshal(packet.Payload); err == nil && frame.S == 1 && len(payload) > 0 && payload[0]&1 == 0 {
			isSeen = true
			note("picture", identity, listener, "")
		}
	}
}

func join(t ticket) error {
	callback := lksdk.NewRoomCallback()
	callback.OnTrackPublished = func(publication *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
		note("announced", who.Identity(), t.Name, string(publication.Kind()))
	}
	callback.OnTrackSubscribed = func(track *webrtc.TrackRemote, publication *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
		note("subscribed", who.Identity(), t.Name, string(publication.Kind()))
		go follow(track, who.Identity(), t.Name)
	}
	callback.OnTrackUnpublished = func(publication *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
		note("unpublished", who.Identity(), t.Name, string(publication.Kind()))
	}
	callback.OnTrackUnsubscribed = func(_ *webrtc.TrackRemote, publication *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
		note("gone", who.Identity(), t.Name, string(publication.Kind()))
	}
	_, err := lksdk.ConnectToRoomWithToken(t.URL, t.Token, callback)
	return err
}

func main() {
	logger.InitFromConfig(&logger.Config{Level: "error", ComponentLevels: map[string]string{"pion": "fatal"}}, "crowd")
	lksdk.SetLogger(logger.GetLogger())
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 0, 1<<20), 1<<24)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var given order
		if err := json.Unmarshal(lines.Bytes(), &given); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if given.Take {
			lock.Lock()
			taken := marks
			marks = []mark{}
			lock.Unlock()
			answers.Encode(map[string]any{"marks": taken})
			continue
		}
		for _, one := range given.Join {
			if err := join(one); err != nil {
				fmt.Fprintln(os.Stderr, one.Name, err)
				os.Exit(1)
			}
		}
		answers.Encode(map[string]any{"joined": len(given.Join)})
	}
}
