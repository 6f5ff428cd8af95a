export { filesOf } from "./bundle";
export { deploy, type Deployment, type DeployRequest } from "./deploy";
export { type Image, imageByTag, pushImage } from "./images";
export { type Candidate, type ImageDetail, markCandidate, sourceImage } from "./promote";
