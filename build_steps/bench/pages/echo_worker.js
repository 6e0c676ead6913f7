// Answers each message: what a call costs at least.
self.onmessage = ({ data: port }) => {
  port.onmessage = ({ data }) => port.postMessage(data);
};
